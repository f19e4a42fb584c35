// What is asked about somebody: all there is, or only whether a test was done.

import { t } from "../../i18n";
import { Radios } from "../../parts/choice";
import { Field } from "../../parts/field";

export interface What {
  test: boolean;
  /** Names or codes, with commas between. */
  tests: string;
}

export const everything: What = { test: false, tests: "" };

export const testsOf = ({ test, tests }: What) => (test ? tests.split(",").flatMap((name) => name.trim() || []) : []);

/** Whether it is only asked about tests, and none is named. */
export const isNoTest = (what: What) => what.test && testsOf(what).length === 0;

export function WhatFields({ what, onWhat }: { what: What; onWhat: (what: What) => void }) {
  return (
    <>
      <Radios<"everything" | "test">
        legend={t.ask.what}
        value={what.test ? "test" : "everything"}
        onValue={(value) => onWhat({ ...what, test: value === "test" })}
        options={[
          ["everything", t.ask.everything],
          ["test", t.ask.test, t.ask.testHint],
        ]}
      />
      {what.test && (
        <Field
          label={t.ask.tests}
          hint={t.ask.testsHint}
          value={what.tests}
          onValue={(tests) => onWhat({ ...what, tests })}
          required
          maxLength={160}
          autocomplete="off"
        />
      )}
    </>
  );
}
