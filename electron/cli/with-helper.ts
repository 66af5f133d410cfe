import { connectHelper, type HelperConnection } from '#transport/helper-connection';
import type { Result } from '#shared/result/result';

/** Connects to a helper, runs a task with it, and closes the connection. */
export async function withHelper<T>(
  socket: string,
  task: (helper: HelperConnection) => Promise<Result<T>>,
): Promise<Result<T>> {
  const connection = await connectHelper(socket);
  if (!connection.ok) return connection;
  try {
    return await task(connection.value);
  } finally {
    connection.value.close();
  }
}
