import { describe, expect, it } from 'vitest';
import { ConnectionBudget } from './connection-budget';

/** How many connections a budget allows. */
function room(budget: ConnectionBudget): number {
  let taken = 0;
  while (budget.take()) taken += 1;
  for (let i = 0; i < taken; i++) budget.give();
  return taken;
}

describe('ConnectionBudget', () => {
  it('reserves descriptors for the helper itself, and two for each connection', () => {
    expect(room(new ConnectionBudget(20_256, 0, () => undefined))).toBe(10_000);
  });

  it('allows fewer connections while sockets listen', () => {
    const budget = new ConnectionBudget(20_256, 0, () => undefined);
    budget.listen(2_000);
    expect(room(budget)).toBe(9_000);
    budget.listen(-2_000);
    expect(room(budget)).toBe(10_000);
  });

  it('allows some connections however low the limit is, and reports each rejected one', () => {
    let reports = 0;
    const budget = new ConnectionBudget(100, 0, () => {
      reports += 1;
    });
    expect(room(budget)).toBe(16);
    expect(reports).toBe(1);
  });
});
