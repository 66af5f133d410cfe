import { z } from 'zod';
import { messageSchema, worded, type Text } from '../messages/message';

const texts = {
  message: z.string(),
  wordings: z.object({ message: messageSchema }).partial().readonly().optional(),
};
const noDetails = z.record(z.string(), z.unknown()).optional();

/** The holder of a host port, as far as the helper can see. */
export const portHolderSchema = z.object({
  address: z.string(),
  port: z.number().int(),
  protocol: z.enum(['tcp', 'udp']),
  pid: z.number().int().optional(),
  process: z.string().optional(),
  user: z.string().optional(),
  /** Id of the publication that holds the port, when the holder is Portolan itself. */
  publication: z.string().optional(),
  /**
   * Name of the container that the port is published for, when the holder is a container engine.
   */
  container: z.string().optional(),
});

/** A command that failed. */
export const commandFailureSchema = z.object({
  argv: z.array(z.string()),
  exitCode: z.number().int().nullable(),
  stderr: z.string(),
});

/**
 * Every expected failure of Portolan: a code to switch on, a message for a person, details for a
 * program.
 */
export const appErrorSchema = z.discriminatedUnion('code', [
  z.object({ code: z.literal('BAD_REQUEST'), ...texts, details: noDetails }),
  z.object({ code: z.literal('NO_SUCH_ENDPOINT'), ...texts, details: noDetails }),
  z.object({ code: z.literal('NO_SUCH_PUBLICATION'), ...texts, details: noDetails }),
  z.object({ code: z.literal('PORT_IN_USE'), ...texts, details: portHolderSchema }),
  z.object({ code: z.literal('ENDPOINT_HAS_NO_ADDRESS'), ...texts, details: noDetails }),
  z.object({ code: z.literal('NAME_IN_USE'), ...texts, details: noDetails }),
  z.object({ code: z.literal('NO_SUCH_BRIDGE'), ...texts, details: noDetails }),
  z.object({ code: z.literal('NOT_OURS'), ...texts, details: noDetails }),
  z.object({ code: z.literal('PERMISSION_DENIED'), ...texts, details: noDetails }),
  z.object({ code: z.literal('COMMAND_FAILED'), ...texts, details: commandFailureSchema }),
  z.object({ code: z.literal('TIMED_OUT'), ...texts, details: noDetails }),
  z.object({ code: z.literal('HELPER_UNAVAILABLE'), ...texts, details: noDetails }),
  z.object({ code: z.literal('UNSUPPORTED'), ...texts, details: noDetails }),
]);

export type AppError = Readonly<z.infer<typeof appErrorSchema>>;
export type ErrorCode = AppError['code'];
export type PortHolder = Readonly<z.infer<typeof portHolderSchema>>;

/** The codes without prescribed details, which one function can make. */
type PlainCode = Exclude<ErrorCode, 'PORT_IN_USE' | 'COMMAND_FAILED'>;

/** Makes an error of a code without prescribed details. */
export function appError(
  code: PlainCode,
  text: Text,
  details?: Readonly<Record<string, unknown>>,
): AppError {
  return { code, ...worded({ message: text }), details: details && { ...details } };
}
