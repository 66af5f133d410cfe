/**
 * npm run bench [-- NAME…]: measures what the README claims. Without a name it runs all of them. Each compares
 * with a peer in the same run where there is one; machines differ, ratios less so.
 */
export const benchmarks = {
  click: () => import('./click'),
} as const;

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(benchmarks, name));
if (unknown.length > 0) {
  console.error(
    `There is no benchmark "${unknown.join('", "')}". There are: ${Object.keys(benchmarks).join(', ')}.`,
  );
  process.exit(2);
}
for (const [name, run] of Object.entries(benchmarks)) {
  if (wanted.length === 0 || wanted.includes(name)) await run();
}
