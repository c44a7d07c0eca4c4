import { edgeImage } from '../lib/edge-image.ts';

await edgeImage('.build/edge-image');
