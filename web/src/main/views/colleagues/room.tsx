// Two devices in one room: each shows the other a code, and they connect without a relay.

import { useState } from "preact/hooks";
import type { RoomCode } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { when } from "../../i18n/format";
import { CopyButton } from "../../parts/copy";
import { Dialog } from "../../parts/dialog";
import { Field } from "../../parts/field";
import { Form } from "../../parts/form";
import { Icon } from "../../parts/icon";
import { Problem } from "../../parts/problem";
import { QrCode } from "../../parts/qr";
import { Scanner } from "../../parts/scanner";
import { useMeeting, type Meet } from "../../state/meeting";
import { Connected, Connecting, Missed } from "./met";

export function RoomDialog({ onClose }: { onClose: () => void }) {
  const meet = useMeeting();
  const [reading, setReading] = useState(false);
  const take = (text: string) => {
    setReading(false);
    void meet.read(text);
  };
  const partner = meet.met?.member ?? meet.partner;
  return (
    <Dialog title={t.room.title} look="wide" onClose={onClose}>
      {meet.met?.connected && <Connected member={meet.met.member} before={meet.before} onClose={onClose} />}
      {meet.met && !meet.met.connected && <Missed problem={meet.met.problem} onAgain={meet.show} />}
      {!meet.met && partner && <Connecting member={partner} />}
      {meet.error && <Problem error={meet.error} onRetry={meet.shown ? undefined : meet.show} />}
      {!partner && (
        <div class="room">
          {reading ? <Scanner onText={take} onStop={() => setReading(false)} /> : <Code code={meet.shown} failed={!!meet.error} />}
          <div class="room-side">
            <p>{reading ? t.room.reading : t.room.lead}</p>
            {!reading && <Steps code={meet.shown} />}
            {!reading && <Acts meet={meet} onRead={() => setReading(true)} />}
            <ByText code={meet.shown} onText={take} />
          </div>
        </div>
      )}
    </Dialog>
  );
}

function Code({ code, failed }: { code: RoomCode | undefined; failed: boolean }) {
  if (!code) return failed ? <span /> : <p role="status">{t.room.making}</p>;
  return (
    <div class="room-code">
      <QrCode text={code.code} label={t.room.qr(code.member.name)} />
      <p class="hint">{t.room.until(when(code.expires))}</p>
    </div>
  );
}

/** What both have to do, and how far they are. */
function Steps({ code }: { code: RoomCode | undefined }) {
  const name = code?.member.name;
  const steps = name ? [t.room.answered(name), t.room.answer(name)] : t.room.steps;
  const at = name ? 1 : 0;
  return (
    <ol class="room-steps" aria-live="polite">
      {steps.map((step, i) => (
        <li key={step} aria-current={i === at ? "step" : undefined} data-done={i < at}>
          {step}
        </li>
      ))}
    </ol>
  );
}

function Acts({ meet, onRead }: { meet: Meet; onRead: () => void }) {
  const answers = meet.shown?.member.id;
  return (
    <div class="acts acts-start">
      {answers && (
        <button type="button" onClick={meet.show}>
          {t.room.another}
        </button>
      )}
      <button type="button" class={answers ? "" : "primary"} onClick={onRead}>
        <Icon name="camera" />
        {t.room.read}
      </button>
    </div>
  );
}

/** The same by hand, where a camera cannot. */
function ByText({ code, onText }: { code: RoomCode | undefined; onText: (text: string) => void }) {
  const [text, setText] = useState("");
  const use = async () => {
    onText(text);
    setText("");
  };
  return (
    <details>
      <summary>{t.room.text}</summary>
      <Form submit={t.room.take} onSubmit={use} disabled={!text.trim()}>
        <p class="hint">{t.room.textHint}</p>
        {code && (
          <Field
            label={t.room.own}
            value={code.code}
            onValue={() => undefined}
            readOnly
            onFocus={(e) => e.currentTarget.select()}
            after={<CopyButton text={code.code} />}
          />
        )}
        <Field label={t.room.paste} value={text} onValue={setText} autocomplete="off" maxLength={2000} />
      </Form>
    </details>
  );
}
