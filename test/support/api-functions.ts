import { Template } from 'aws-cdk-lib/assertions';
import type { Templates } from './synth.ts';

/** The stacks of the API's functions as one template: their logical ids are all different. */
export function apiFunctionsOf(templates: Templates): Template {
  const { paymentFunctions, orderFunctions, eventFunctions, operationFunctions } = templates;
  const all = [paymentFunctions, orderFunctions, eventFunctions, operationFunctions].flatMap((template) =>
    Object.entries(template.toJSON().Resources),
  );
  const Resources = Object.fromEntries(all);
  if (Object.keys(Resources).length < all.length) throw new Error('two stacks of functions share a logical id');
  return Template.fromJSON({ Resources });
}
