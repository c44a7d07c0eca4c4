import { describe, expect, it } from 'vitest';
import { createDependencies } from '../../src/runtime/dependencies.ts';
import { World } from '../support/world.ts';

const needs = { clock: () => 'its own clock', store: () => 'its own store' };

describe('dependencies of a handler', () => {
  it('dependencies are created per invocation', () => {
    const io = new World().io();
    expect(createDependencies(needs, io)).toEqual({ clock: 'its own clock', store: 'its own store', io });
  });

  it('a test may override single dependencies by name', () => {
    const io = new World().io();
    const overrides = { clock: () => 'another clock', processor: () => 'unasked' };
    expect(createDependencies(needs, io, overrides)).toEqual({ clock: 'another clock', store: 'its own store', io });
  });
});
