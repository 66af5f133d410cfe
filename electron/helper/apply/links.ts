import { ok, type Result } from '#shared/result/result';
import { ip, ipIn } from '../system/ip/ip';
import type { LinkCommand, LinkStep } from '../plan/links';

/** Carries out what makes or mends one link; when it stops half-way, what it made is taken away again. */
export async function applyLinkStep({ commands, undo }: LinkStep): Promise<Result<void>> {
  for (const [index, command] of commands.entries()) {
    const done = await runLinkCommand(command);
    if (done.ok || command.optional === true) continue;
    if (index > 0) for (const back of undo) await runLinkCommand(back);
    return done;
  }
  return ok(undefined);
}

function runLinkCommand({ place, args }: LinkCommand): Promise<Result<void>> {
  if (place === null) return ip(args);
  return ipIn(
    'name' in place ? `/run/netns/${place.name}` : `/proc/${String(place.pid)}/ns/net`,
    args,
  );
}
