import type { z } from 'zod';
import type { Result } from '../result/result';

/** One call of a contract: what it takes and what it returns, both as schemas. */
export interface Method<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly input: I;
  readonly output: O;
}

export type Methods = Readonly<Record<string, Method>>;

/** What a caller passes to a method: fields with a default may be left out. */
export type Argument<M extends Method> = z.input<M['input']>;

/** What a method's handler receives: the validated input, with its defaults filled in. */
export type Input<M extends Method> = z.output<M['input']>;

/** What a method returns when it succeeds. */
export type Output<M extends Method> = z.output<M['output']>;

/** The calling side of a contract. Every expected failure is a value. */
export type Client<M extends Methods> = {
  readonly [K in keyof M]: (argument: Argument<M[K]>) => Promise<Result<Output<M[K]>>>;
};

/** What the serving side of a contract implements. */
export type Handlers<M extends Methods> = {
  readonly [K in keyof M]: (input: Input<M[K]>) => Promise<Result<Output<M[K]>>>;
};
