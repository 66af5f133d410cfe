/** What the caller chooses for a benchmark. */
export interface BenchmarkOptions {
  /** How often everything is measured; each benchmark has its own default. */
  readonly rounds?: number;
  /** The program that runs the helper: Node, or Electron's executable. */
  readonly runtime: string;
}

/** Measures, and prints the results. */
export type Benchmark = (options: BenchmarkOptions) => Promise<void>;
