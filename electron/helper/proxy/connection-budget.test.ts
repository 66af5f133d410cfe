import { describe, expect, it } from 'vitest';
import { ConnectionBudget, type ConnectionShare } from './connection-budget';

/** Takes as many connections as a port gets. */
function takeAll(share: ConnectionShare): number {
  let taken = 0;
  while (share.take()) taken += 1;
  return taken;
}

/** How many connections a budget allows to its only port. */
function room(budget: ConnectionBudget): number {
  const share = budget.share();
  const taken = takeAll(share);
  for (let i = 0; i < taken; i++) share.give();
  return taken;
}

const budgetOf = (files: number) => new ConnectionBudget(files, 0, () => undefined);

/** The room of this many files is 9,000 connections: 1,125 are divided, 7,875 shared. */
const files = 18_256;
/** What one port gets. */
const most = 7_000 + 64;

describe('ConnectionBudget', () => {
  it('reserves descriptors for the helper itself, two for each connection, and room for other ports', () => {
    expect(room(budgetOf(files))).toBe(most);
  });

  it('allows fewer connections while sockets listen', () => {
    const budget = budgetOf(files);
    budget.listen(9_000);
    expect(room(budget)).toBeLessThan(most - 3_000);
    budget.listen(-9_000);
    expect(room(budget)).toBe(most);
  });

  it('allows some connections however low the limit is, and reports each rejected one', () => {
    let reports = 0;
    const budget = new ConnectionBudget(100, 0, () => {
      reports += 1;
    });
    expect(room(budget)).toBeGreaterThan(10);
    expect(reports).toBe(1);
  });

  it('leaves room for every port, although others take what they get', () => {
    const budget = budgetOf(files);
    const shares = Array.from({ length: 100 }, () => budget.share());
    for (const share of shares) expect(takeAll(share)).toBeGreaterThanOrEqual(11);
  });

  it('leaves room for a new port, although others took what they get', () => {
    const budget = budgetOf(files);
    for (let port = 0; port < 10; port++) expect(takeAll(budget.share())).toBeGreaterThan(16);
  });

  it('gives the part of a released port to the others', () => {
    const budget = budgetOf(files);
    const shares = Array.from({ length: 1_000 }, () => budget.share());
    for (const share of shares) share.close();
    expect(room(budget)).toBe(most);
  });

  it('becomes fair while the connections of a greedy port end and begin', () => {
    const budget = budgetOf(files);
    const [greedy, other] = [budget.share(), budget.share()];
    let [theirs, mine] = [takeAll(greedy), 0];
    for (let round = 0; round < 20_000; round++) {
      if (other.take()) mine += 1;
      greedy.give();
      if (!greedy.take()) theirs -= 1;
    }
    expect(Math.abs(mine - theirs)).toBeLessThan(20);
    expect(mine + theirs).toBeGreaterThan(7_400);
  });

  it('never allows more than there is room for', () => {
    const budget = budgetOf(files);
    let sum = 0;
    for (let port = 0; port < 2_000; port++) sum += takeAll(budget.share());
    expect(sum).toBeLessThanOrEqual(9_000);
  });

  it('limits half-closed connections by default', () => {
    expect(budgetOf(files).halfClosedLimit).toBe(120_000);
  });
});
