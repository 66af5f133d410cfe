/** What a user may choose for a benchmark. */
export interface BenchmarkOptions {
  /** How often everything is measured; each benchmark has a number of its own that suits it. */
  readonly rounds?: number;
  /** The program that runs the helper: Node, or Electron's executable. */
  readonly runtime: string;
}

/** Measures, and prints what came out. */
export type Benchmark = (options: BenchmarkOptions) => Promise<void>;
