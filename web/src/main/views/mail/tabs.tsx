import { t } from "../../i18n";
import { inboxParts, inboxPath, type InboxPart } from "../../state/route";

/** The parts of the inbox: what colleagues write and ask, and the entries that came. */
export function InboxTabs({ at }: { at: InboxPart }) {
  return (
    <nav class="tabs" aria-label={t.mail.tabs}>
      {inboxParts.map((part) => (
        <a key={part} href={inboxPath(part)} aria-current={part === at ? "page" : undefined}>
          {t.mail.parts[part]}
        </a>
      ))}
    </nav>
  );
}
