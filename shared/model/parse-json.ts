/**
 * The value of a JSON text. undefined when it is none, which no JSON text means, or nests deeper
 * than the parser can follow.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
