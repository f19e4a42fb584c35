// A device without a record: create a network or join one.

import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import { Brand } from "../../parts/brand";
import { Icon } from "../../parts/icon";
import { invitation } from "../../state/route";
import { CreateForm } from "./create";
import { JoinForm } from "./join";

export function WelcomeView() {
  const [way, setWay] = useState<"choose" | "create" | "join">("choose");
  useEffect(() => {
    document.title = t.app;
  }, []);
  const opened = invitation.value;
  const shown = opened ? "join" : way;
  const back = () => {
    invitation.value = "";
    setWay("choose");
  };
  if (shown === "choose") return <Choose onCreate={() => setWay("create")} onJoin={() => setWay("join")} />;
  return (
    <main class="gate">
      <section class="gate-box">
        <button type="button" class="quiet gate-back" onClick={back}>
          <Icon name="back" />
          {t.welcome.back}
        </button>
        {shown === "create" ? <CreateForm /> : <JoinForm key={opened} opened={opened} />}
      </section>
    </main>
  );
}

function Choose({ onCreate, onJoin }: { onCreate: () => void; onJoin: () => void }) {
  return (
    <main class="gate welcome">
      <section class="welcome-lead">
        <Brand />
        <h1>{t.welcome.title}</h1>
        <p>{t.welcome.lead}</p>
        <ul class="points">
          {t.welcome.points.map((point) => (
            <li key={point}>
              <Icon name="check" />
              {point}
            </li>
          ))}
        </ul>
      </section>
      <section class="gate-box choices">
        <div class="choice">
          <h2>{t.welcome.create}</h2>
          <p id="create-text">{t.welcome.createText}</p>
          <button type="button" class="primary" aria-describedby="create-text" onClick={onCreate}>
            {t.welcome.create}
          </button>
        </div>
        <div class="choice">
          <h2>{t.welcome.join}</h2>
          <p id="join-text">{t.welcome.joinText}</p>
          <button type="button" aria-describedby="join-text" onClick={onJoin}>
            {t.welcome.join}
          </button>
        </div>
      </section>
    </main>
  );
}
