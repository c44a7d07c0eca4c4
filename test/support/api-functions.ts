import { isDeepStrictEqual } from 'node:util';
import { Template } from 'aws-cdk-lib/assertions';
import type { Templates } from './synth.ts';

/** The stacks of the API’s functions as one template. Throws if that would hide a resource. */
export function apiFunctionsOf(templates: Templates): Template {
  const { paymentFunctions, orderFunctions, eventFunctions, operationFunctions } = templates;
  const all = [paymentFunctions, orderFunctions, eventFunctions, operationFunctions].flatMap((template) =>
    Object.entries(template.toJSON().Resources),
  );
  const Resources = Object.fromEntries(all);
  // Each stack has a policy of its own for traces, which is the same in all.
  const hidden = all.filter(([id, resource]) => !isDeepStrictEqual(Resources[id], resource));
  if (hidden.length > 0) throw new Error('two stacks of functions share a logical id');
  return Template.fromJSON({ Resources });
}
