import * as z from 'zod/mini';
import { Text } from './attributes.ts';

export const IntentItem = z.object({ processor: Text, account: Text, id: Text });
