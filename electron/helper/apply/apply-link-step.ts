import { ok, type Result } from '#shared/result/result';
import { ipIn } from '../system/ip/ip';
import { namespacePath } from '../system/proc/namespace-path';
import type { LinkCommand, LinkStep } from '../plan/links';

/** Creates or repairs one link. When a command fails, it undoes the commands before it. */
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
  return ipIn(place === null ? null : namespacePath(place), args);
}
