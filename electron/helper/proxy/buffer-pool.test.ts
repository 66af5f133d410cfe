import { describe, expect, it } from 'vitest';
import { BufferPool, classOf, nextClass } from './buffer-pool';

describe('BufferPool', () => {
  it('reuses a released buffer', () => {
    const pool = new BufferPool();
    const buffer = pool.take('large');
    pool.give(buffer);
    const again = pool.take('large');
    const other = pool.take('large');
    expect([again === buffer, other === buffer]).toEqual([true, false]);
  });

  it('hands out smaller buffers while many large ones are in use', () => {
    const pool = new BufferPool();
    const lent = Array.from({ length: 1000 }, () => pool.take('large'));
    const held = lent.reduce((sum, { length }) => sum + length, 0);
    expect(held).toBeLessThan(96 * 1024 * 1024);
    expect(classOf(pool.take('large'))).toBe('small');
    for (const buffer of lent) pool.give(buffer);
    expect(classOf(pool.take('large'))).toBe('large');
  });
});

describe('nextClass', () => {
  const pool = new BufferPool();
  const [small, medium, large] = [pool.take('small'), pool.take('medium'), pool.take('large')];

  it('grows while reads fill their buffers', () => {
    expect(nextClass(small, small.length)).toBe('medium');
    expect(nextClass(medium, medium.length)).toBe('large');
    expect(nextClass(large, large.length)).toBe('large');
  });

  it('stays while a fair part of the buffer is used', () => {
    expect(nextClass(medium, medium.length / 2)).toBe('medium');
    expect(nextClass(large, large.length / 2)).toBe('large');
  });

  it('shrinks when reads are small', () => {
    expect(nextClass(large, 100)).toBe('medium');
    expect(nextClass(medium, 100)).toBe('small');
    expect(nextClass(small, 100)).toBe('small');
  });
});
