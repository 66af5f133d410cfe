import { cleanup, render } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { msg, toEnglish, type Message, type Text } from '#shared/messages/message';
import { englishWords, sampleMessages } from '../testing/sample-messages';
import type { Language } from '#shared/model/language';
import { startI18n } from './i18n';
import { translated, useText } from './use-text';

afterEach(cleanup);

async function textIn(language: Language): Promise<(message: Message) => string> {
  const { t } = await startI18n(language);
  return (message) => translated(t, message);
}

function Shown({ text }: { readonly text: Text }) {
  return useText()(text);
}

async function shown(language: Language, text: Text): Promise<string> {
  await startI18n(language);
  return render(<Shown text={text} />).container.textContent;
}

const held = msg('why.heldByProgram', {
  program: msg('program.process', { process: 'a & b {{port}} $t(app.name)', pid: 5 }),
  port: 80,
});

describe('a message', () => {
  it('is the same in the English window as on the command line', async () => {
    const text = await textIn('en');
    for (const message of [...sampleMessages(), held]) {
      expect(text(message)).toBe(toEnglish(message));
    }
  });

  it('has no English left in the Chinese window', async () => {
    const text = await textIn('zh-Hant');
    for (const message of sampleMessages()) {
      const chinese = text(message);
      // Commands stay as they are typed.
      expect(chinese.replace(/「[^」]*」/g, '')).not.toMatch(englishWords);
      if (englishWords.test(toEnglish(message)))
        expect(chinese, message.key).toMatch(/\p{Script=Han}/u);
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
  ])('has a blank beside names in Latin letters, and only there: %#', async (message, chinese) => {
    expect((await textIn('zh-Hant'))(message)).toBe(chinese);
  });

  it('takes names as they are, and words of its own language', async () => {
    expect((await textIn('zh-Hant'))(held)).toContain(
      '這台電腦上的 a & b {{port}} $t(app.name)（pid 5）自己佔用了連接埠 80。',
    );
  });
});

describe('a text', () => {
  it('is translated when it is a message, else shown as it is', async () => {
    expect(await shown('zh-Hant', msg('note.noTestClient'))).toBe('無法在那裡啟動測試用戶端。');
    cleanup();
    expect(await shown('zh-Hant', 'iptables: No chain')).toBe('iptables: No chain');
  });

  it('is the key where only another version has the message', async () => {
    const unknown = { key: 'why.ofAnotherVersion', values: { port: 80 } };
    expect(await shown('zh-Hant', unknown)).toBe('why.ofAnotherVersion');
  });
});
