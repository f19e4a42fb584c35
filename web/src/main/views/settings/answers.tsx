// How queries of colleagues are answered, as sentences, and a way to say it anew.

import { useState } from "preact/hooks";
import type { AnswerPolicy } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { Select } from "../../parts/field";
import { Form } from "../../parts/form";
import { Problem } from "../../parts/problem";
import { Skeleton } from "../../parts/skeleton";
import { call } from "../../rpc/client";
import { useLoad } from "../../state/load";
import { colleagues } from "../../state/network";
import { toast } from "../../state/toast";

const replies = ["never", "ask", "summary", "automatic"] as const;

export function Answers() {
  const { data, error, reload } = useLoad("answers", (signal) => call("answers.get", {}, { signal }), [{ event: "members" }]);
  return (
    <>
      <p>{t.answers.lead}</p>
      {error && <Problem error={error} onRetry={reload} />}
      {!data && !error && <Skeleton lines={2} />}
      {data && <Words words={data.words} />}
      {data && <SetAnswer words={data.words} onSet={reload} />}
    </>
  );
}

function Words({ words }: AnswerPolicy) {
  if (words.length === 0) return <p class="answers">{t.answers.none}</p>;
  return (
    <>
      <ul class="answers" aria-label={t.answers.list}>
        {words.map((word) => (
          <li key={`${word.member} ${word.patient}`}>{word.text}</li>
        ))}
      </ul>
      {words.length > 1 && <p class="hint">{t.answers.order}</p>}
    </>
  );
}

function SetAnswer({ words, onSet }: AnswerPolicy & { onSet: () => void }) {
  const [member, setMember] = useState("");
  const [chosen, setChosen] = useState("");
  const others = colleagues.value;
  const now = words.find((word) => word.member === member && word.patient === "")?.reply ?? "ask";
  const set = async () => {
    await call("answers.set", { member, urgency: "", patient: "", reply: chosen || now, text: "" });
    toast(t.answers.done);
    setChosen("");
    onSet();
  };
  return (
    <Form submit={t.answers.submit} onSubmit={set}>
      <Select
        label={t.answers.who}
        value={member}
        onValue={(id) => {
          setMember(id);
          setChosen("");
        }}
        options={[["", t.answers.everybody], ...others.map((m) => [m.id, m.name] as const)]}
      />
      <Select
        label={t.answers.reply}
        value={chosen || now}
        onValue={setChosen}
        options={replies.map((reply) => [reply, t.answers[reply]])}
      />
    </Form>
  );
}
