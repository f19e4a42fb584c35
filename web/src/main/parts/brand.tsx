import { t } from "../i18n";

/** The sign and the name. */
export function Brand() {
  return (
    <p class="brand">
      <svg viewBox="0 0 64 64" aria-hidden="true">
        <rect width="64" height="64" rx="14" class="brand-ground" />
        <path d="M24 20v-3a5 5 0 0 1 5-5h6a5 5 0 0 1 5 5v3" class="brand-handle" />
        <rect x="12" y="20" width="40" height="32" rx="6" class="brand-bag" />
        <path d="M12 26a6 6 0 0 1 6-6h28a6 6 0 0 1 6 6v6c0 3-9 7-20 7s-20-4-20-7z" class="brand-flap" />
        <path d="M32 28v14M25 35h14" class="brand-cross" />
      </svg>
      {t.app}
    </p>
  );
}
