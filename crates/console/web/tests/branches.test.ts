import { expect, it } from 'vitest';
import { branchOf, otherNames } from '../src/apps/agent/state/branches';

const known = [
  { id: 'العليا', names: ['العليا', 'Olaya'] },
  { id: 'الملز', names: ['الملز'] },
];

it('a branch is known by any of its names, and an unknown one stays as it was typed', () => {
  expect(['العليا', ' olaya ', 'OLAYA', 'الملز ', 'جدة', ' '].map((typed) => branchOf(typed, known))).toEqual(['العليا', 'العليا', 'العليا', 'الملز', 'جدة', '']);
});

it('the list shows the names beside the one that is kept', () => {
  expect(known.map(otherNames)).toEqual(['Olaya', '']);
});
