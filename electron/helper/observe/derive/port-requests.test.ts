import { describe, expect, it } from 'vitest';
import { readPortRequests } from './port-requests';
import { toEnglish } from '#shared/messages/message';

/** The reason why a request is refused; null when it is accepted. */
function refusal(...specs: readonly string[]): string | null {
  const requests = readPortRequests(specs);
  return requests.ok ? null : `${requests.error.code}: ${toEnglish(requests.error.message)}`;
}

describe('the same host port twice in one request', () => {
  it.each([
    [['2345:80', '2345:81'], '2345/tcp appears twice in this request.'],
    [['2345:80', '2345:80'], '2345/tcp appears twice in this request.'],
    [['7000-7002:80-82', '7002-7004:90-92'], '7002/tcp appears twice in this request.'],
    [['[::1]:53:53/udp', '[0::1]:53:54/udp'], '[::1]:53/udp appears twice'],
    [['2345:80', '127.0.0.1:2345:81'], '127.0.0.1:2345/tcp appears twice'],
    [['[::1]:2345:80', '*:2345:81'], '2345/tcp appears twice'],
    [['0.0.0.0:2345:80', '192.0.2.1:2345:81'], 'the other time as 0.0.0.0:2345/tcp.'],
  ])('is refused: %s', (specs, words) => {
    expect(refusal(...specs)).toMatch(/^BAD_REQUEST: /);
    expect(refusal(...specs)).toContain(words);
  });

  it.each([
    [['2345:80', '2345:80/udp']],
    [['192.0.2.1:2345:80', '192.0.2.2:2345:80']],
    [['0.0.0.0:2345:80', '[::]:2345:80']],
    [['0.0.0.0:2345:80', '[::1]:2345:80']],
    [['8000', '8000', '127.0.0.1::8000']],
    [['3000-3005:80', '3000-3005:81']],
  ])('is not meant by %s', (specs) => {
    expect(refusal(...specs)).toBeNull();
  });
});

it('puts ports that are named before those that are chosen', () => {
  const requests = readPortRequests(['8000', '3000-3001:80', '3000:81', '3002-3003:82-83']);
  if (!requests.ok) throw new Error(toEnglish(requests.error.message));
  expect(requests.value.map(({ containerPort }) => containerPort)).toEqual([81, 82, 83, 8000, 80]);
});

it('refuses more than 10,000 ports', () => {
  expect(refusal('1-10000:1-10000')).toBeNull();
  expect(refusal('1-10000:1-10000', '10001:1')).toContain('More than 10,000 ports');
});
