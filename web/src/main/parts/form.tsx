// A form that calls the core: busy while it waits, and shows what went wrong.

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { t } from "../i18n";
import type { CallError } from "../rpc/client";
import { asCallError } from "../state/load";
import { Problem } from "./problem";

interface Props {
  submit: string;
  working?: string;
  onSubmit: () => Promise<void>;
  onCancel?: () => void;
  cancel?: string;
  disabled?: boolean;
  /** Stands below the acts: who will see it. */
  below?: ComponentChildren;
  children: ComponentChildren;
}

export function Form({ submit, working, onSubmit, onCancel, cancel, disabled, below, children }: Props) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<CallError>();
  const send = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setError(undefined);
    try {
      await onSubmit();
    } catch (failure) {
      setError(asCallError(failure));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form class="form" onSubmit={(event) => void send(event)} aria-busy={busy}>
      {children}
      {error && <Problem error={error} />}
      <div class="acts">
        {onCancel && (
          <button type="button" onClick={onCancel}>
            {cancel ?? t.cancel}
          </button>
        )}
        <button type="submit" class="primary" disabled={busy || disabled}>
          {busy ? (working ?? t.loading) : submit}
        </button>
      </div>
      {below}
    </form>
  );
}
