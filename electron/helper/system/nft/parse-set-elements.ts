import { z } from 'zod';
import { parseJson } from '#shared/model/bounded-json';

const setValue = z.union([z.number(), z.string()]);
const setElement = z.union([
  setValue.transform((value) => [value]),
  z.object({ concat: z.array(setValue) }).transform(({ concat }) => concat),
]);
const listedSet = z.object({
  nftables: z.array(
    z.object({ set: z.object({ elem: z.array(setElement).default([]) }).optional() }),
  ),
});

/**
 * Reads the JSON of `nft -j list set` (libnftables-json(5)): each element with the values that it
 * concatenates. Empty when the document has another form.
 */
export function parseSetElements(text: string): readonly (readonly (number | string)[])[] {
  const { data } = listedSet.safeParse(parseJson(text));
  return data?.nftables.flatMap((item) => item.set?.elem ?? []) ?? [];
}
