// A failure as a person can use it: what happened, and what to do.

import { t } from "../i18n";
import type { CallError } from "../rpc/client";

interface Props {
  error: CallError;
  onRetry?: () => void;
}

export function Problem({ error, onRetry }: Props) {
  return (
    <div class="problem" role="alert">
      <p>
        <strong>{t.error.title}.</strong> {error.message}
      </p>
      <p>{t.error.cure[error.code]}</p>
      {onRetry && (
        <button type="button" onClick={onRetry}>
          {t.retry}
        </button>
      )}
    </div>
  );
}
