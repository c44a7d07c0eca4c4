import { useState } from 'preact/hooks';
import { ApiError } from './api.ts';
import { redeliverOne } from './use-redrive.ts';

/** Sends one event to one endpoint again, and then reads the page's deliveries anew. */
export function useResend(reload: () => void) {
  const [error, setError] = useState<ApiError>();
  const resend = (eventId: string, endpointId: string) => {
    setError(undefined);
    redeliverOne(eventId, endpointId).then(reload, (refusal: unknown) => {
      if (refusal instanceof ApiError) setError(refusal);
      // A refused delivery may have changed since the page was read.
      reload();
    });
  };
  return { error, resend };
}
