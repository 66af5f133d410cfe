import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { appError, type AppError } from '#shared/result/app-error';
import { msg, verbatim } from '#shared/messages/message';
import { startI18n } from '../i18n/i18n';
import { ErrorNotice } from './error-notice';

afterEach(cleanup);

async function shown(error: AppError): Promise<string> {
  await startI18n('zh-Hant');
  render(<ErrorNotice error={error} />);
  return screen.getByRole('alert').textContent;
}

it('says in Chinese what the error is, why, and what to do', async () => {
  const error = appError('BAD_REQUEST', msg('error.noFreeAddress', { network: '10.0.0.0/30' }));
  expect(await shown(error)).toBe(
    '無法照要求進行。10.0.0.0/30 已經沒有可用的位址。請修改輸入的內容後再試一次。',
  );
});

it('leaves what another program said as it is, below words of its own', async () => {
  const stderr = 'iptables: No chain/target/match by that name.';
  const said = await shown({
    code: 'COMMAND_FAILED',
    message: msg('error.commandFailed', { command: 'iptables -L x', reason: stderr }),
    details: { argv: ['iptables', '-L', 'x'], exitCode: 1, stderr },
  });
  expect(said).toContain(`「iptables -L x」執行失敗：${stderr}`);
  expect(said).toContain(`$ iptables -L x\n${stderr}`);
});

it('shows a reason that has no message unchanged', async () => {
  expect(await shown(appError('UNSUPPORTED', verbatim('As it came.')))).toContain('As it came.');
});
