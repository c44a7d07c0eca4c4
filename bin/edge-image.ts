import { buildEdgeImage } from '../lib/edge-image.ts';

await buildEdgeImage('.build/edge-image');
