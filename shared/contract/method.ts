import type { z } from 'zod';
import type { Result } from '../result/result';

/** One call of a contract: what it takes and what it gives, both as schemas. */
export interface Method<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly input: I;
  readonly output: O;
}

export type Methods = Readonly<Record<string, Method>>;

/** What a caller sees: defaults may be left out of the input; failures are values. */
export type Client<M extends Methods> = {
  readonly [K in keyof M]: (
    input: z.input<M[K]['input']>,
  ) => Promise<Result<z.output<M[K]['output']>>>;
};

/** What the serving side implements: the input is validated and complete. */
export type Handlers<M extends Methods> = {
  readonly [K in keyof M]: (
    input: z.output<M[K]['input']>,
  ) => Promise<Result<z.output<M[K]['output']>>>;
};
