// How this device is connected, in the title row; more in a popover.

import type { Network, Path } from "../../shared/api.gen";
import { t } from "../i18n";
import { network } from "../state/network";
import { roomPath } from "../state/route";

const explain: Record<Path, string> = {
  direct: t.connection.explainDirect,
  relay: t.connection.explainRelay,
  offline: t.connection.explainOffline,
};

export function Badge() {
  const now = network.value;
  const path = now?.path ?? "offline";
  return (
    <div class="badge-place">
      <button type="button" class="badge" data-state={path} popovertarget="connection" aria-haspopup="dialog">
        <span class="dot" aria-hidden="true" />
        <span>
          {now ? word(now) : t.connection.connecting}
          <span class="badge-to">{now && to(now)}</span>
        </span>
        {now && now.waiting > 0 && <span class="badge-waiting">{t.connection.waiting(now.waiting)}</span>}
      </button>
      <div id="connection" popover="auto" class="popover" role="dialog" aria-label={t.connection.title}>
        <h2>
          {now ? word(now) : t.connection.connecting}
          {now && to(now)}
        </h2>
        <p>{explain[path]}</p>
        {now && <Numbers now={now} />}
        {now && !now.relay && (
          <p>
            {t.connection.room} <a href={roomPath}>{t.room.act}</a>
          </p>
        )}
      </div>
    </div>
  );
}

function Numbers({ now }: { now: Network }) {
  return (
    <dl class="pairs">
      <dt>{t.connection.relayState}</dt>
      <dd>{now.relay ? t.connection.relayConnected : t.connection.relayMissing}</dd>
      <dt>{t.connection.directState}</dt>
      <dd>{now.direct}</dd>
      <dt>{t.connection.waitingState}</dt>
      <dd>{now.waiting}</dd>
      {now.problem && (
        <>
          <dt>{t.connection.problem}</dt>
          <dd>{now.problem}</dd>
        </>
      )}
    </dl>
  );
}

const word = ({ path }: Network) => t.connection[path];

const to = ({ path, direct }: Network) => (path === "direct" ? t.connection.directTo(direct) : "");
