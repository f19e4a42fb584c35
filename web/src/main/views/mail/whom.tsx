// Whom to ask: everybody, or chosen colleagues.

import type { Member } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { blockedWord, MemberChoice, Radios } from "../../parts/choice";

export interface Whom {
  all: boolean;
  chosen: string[];
}

/** The members as a query names them: none for everybody. */
export const namedBy = ({ all, chosen }: Whom) => (all ? [] : chosen);

/** Whether nobody would be asked. */
export const isNobody = ({ all, chosen }: Whom) => !all && chosen.length === 0;

interface Props {
  others: Member[];
  whom: Whom;
  onWhom: (whom: Whom) => void;
}

export function WhomFields({ others, whom, onWhom }: Props) {
  return (
    <>
      <Radios<"chosen" | "everybody">
        legend={t.ask.whom}
        value={whom.all ? "everybody" : "chosen"}
        onValue={(value) => onWhom({ ...whom, all: value === "everybody" })}
        options={[
          ["chosen", t.ask.chosen],
          ["everybody", t.ask.everybody],
        ]}
      />
      {!whom.all && (
        <MemberChoice
          legend={t.ask.members}
          members={others}
          chosen={whom.chosen}
          onChosen={(chosen) => onWhom({ ...whom, chosen })}
          barred={blockedWord}
        />
      )}
    </>
  );
}
