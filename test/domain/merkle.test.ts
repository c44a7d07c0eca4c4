import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inclusionProof, leafHash, merkleRoot, verifiesInclusion } from '../../src/domain/merkle.ts';
import { casesOf } from '../support/cases.ts';

/** Test vectors of google/certificate-transparency: these leaves, and the root of the first one, two, … eight of them. */
const entries = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const roots = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const leaves = entries.map((entry) => leafHash(Buffer.from(entry, 'hex')));
const someLeaves = (count: number) => Array.from({ length: count }, (_, index) => leafHash(Buffer.from(`${index}`)));

describe('a Merkle tree', () => {
  it('without leaves has the hash of nothing as its root', () => {
    expect(merkleRoot([]).toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  it.each(roots.map((root, index) => [index + 1, root] as const))('of %d leaves has the root %s', (count, root) => {
    expect(merkleRoot(leaves.slice(0, count)).toString('hex')).toBe(root);
  });

  const sizes = casesOf({ all: 70, few: 35 });
  it(`proves the inclusion of each of its leaves, for every size up to ${sizes}`, () => {
    for (let count = 1; count <= sizes; count++) {
      const all = someLeaves(count);
      const root = merkleRoot(all);
      for (const [index, leaf] of all.entries()) {
        const proof = inclusionProof(all, index);
        expect(proof.length).toBeLessThanOrEqual(Math.ceil(Math.log2(count)));
        expect(verifiesInclusion({ leaf, index, count, proof, root })).toBe(true);
      }
    }
  });

  it('refuses the proof of a changed leaf, of another place, and with a changed, missing or further hash', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 200 }), fc.nat(), fc.nat(), (count, at, change) => {
        const all = someLeaves(count);
        const [root, index] = [merkleRoot(all), at % count];
        const [leaf, proof] = [all[index] ?? root, inclusionProof(all, index)];
        const changed = proof.map((hash, place) => (place === change % proof.length ? leafHash(hash) : hash));
        const good = { leaf, index, count, proof, root };
        const bad = [
          { ...good, leaf: leafHash(leaf) },
          { ...good, index: (index + 1 + (change % (count - 1))) % count },
          { ...good, index: index + count },
          { ...good, proof: changed },
          { ...good, proof: proof.slice(1) },
          { ...good, proof: [...proof, root] },
          { ...good, root: leafHash(root) },
        ];
        expect(bad.filter(verifiesInclusion)).toEqual([]);
      }),
    );
  });

  it('has no proof for a leaf that it does not have', () => {
    expect(() => inclusionProof(leaves, 8)).toThrow(RangeError);
  });
});
