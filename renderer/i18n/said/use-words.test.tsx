import { cleanup, render } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { toEnglish, msg, worded, type Worded, type Message } from '#shared/messages/message';
import { englishWords, sampleMessages } from '../../testing/sample-messages';
import type { Language } from '#shared/model/language';
import { startI18n } from '../i18n';
import { inWords, useWords } from './use-words';

afterEach(cleanup);

async function wordsIn(language: Language): Promise<(wording: Message) => string> {
  const { t } = await startI18n(language);
  return (wording) => inWords(t, wording);
}

function Shown({ record }: { readonly record: Worded<'reason'> }) {
  return useWords()(record, 'reason');
}

async function shown(language: Language, record: Worded<'reason'>): Promise<string> {
  await startI18n(language);
  return render(<Shown record={record} />).container.textContent;
}

const held = msg('why.heldByProgram', {
  program: msg('program.process', { process: 'a & b {{port}} $t(app.name)', pid: 5 }),
  port: 80,
});

describe('what the helper says', () => {
  it('is in the English window what the helper says in English', async () => {
    const words = await wordsIn('en');
    for (const wording of [...sampleMessages(), held]) {
      expect(words(wording)).toBe(toEnglish(wording));
    }
  });

  it('has no English left in the Chinese window', async () => {
    const words = await wordsIn('zh-Hant');
    for (const wording of sampleMessages()) {
      const said = words(wording);
      // Commands stay as they are typed.
      expect(said.replace(/「[^」]*」/g, '')).not.toMatch(englishWords);
      if (englishWords.test(toEnglish(wording)))
        expect(said, wording.key).toMatch(/\p{Script=Han}/u);
    }
  });

  it.each([
    [
      msg('note.someoneElse', { endpoint: msg('container.named', { name: 'c1' }) }),
      '是 c1 以外的程式回應的。',
    ],
    [
      msg('note.strangerOnHost', { program: msg('program.named', { process: 'nginx' }) }),
      '是主機上的 nginx 回應了，而不是容器。',
    ],
    [
      msg('error.heldByProgram', { port: '80/tcp', program: msg('program.unknown') }),
      '連接埠 80/tcp 已被另一個程式佔用。',
    ],
    [
      msg('error.publishedBy', { name: '80/tcp', origin: msg('origin.docker') }),
      '80/tcp 由 Docker 發佈，請在那裡更改。',
    ],
    [
      msg('why.packetDropped', { owner: msg('owner.ufw'), chain: 'INPUT', hook: 'INPUT' }),
      '封包在 INPUT 鏈中被 ufw 的規則丟棄；封包在 INPUT 掛鉤會進入這個鏈。',
    ],
  ])('has a blank beside names in Latin letters, and only there: %#', async (wording, said) => {
    expect((await wordsIn('zh-Hant'))(wording)).toBe(said);
  });

  it('takes names as they are, and words of its own language', async () => {
    expect((await wordsIn('zh-Hant'))(held)).toContain(
      '這台電腦上的 a & b {{port}} $t(app.name)（pid 5）自己佔用了連接埠 80。',
    );
  });
});

describe('a field of a record', () => {
  it('is said by its wording, else as it stands there', async () => {
    expect(await shown('zh-Hant', worded({ reason: msg('note.noTestClient') }))).toBe(
      '無法在那裡啟動測試用戶端。',
    );
    cleanup();
    expect(await shown('zh-Hant', { reason: 'iptables: No chain' })).toBe('iptables: No chain');
  });

  it('stays in English where another version has said it', async () => {
    const wordings = { reason: { key: 'why.ofAnotherVersion', values: { port: 80 } } };
    expect(await shown('zh-Hant', { reason: 'It is new.', wordings })).toBe('It is new.');
  });
});
