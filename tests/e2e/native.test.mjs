// A browser and a peer without a screen: the same core on both sides.

import assert from "node:assert/strict";
import { test } from "node:test";
import { contents, read, size } from "./harness/data.mjs";
import { nativePeer } from "./harness/native.mjs";
import { addNote, createNetwork, entryLine, exportPatient, importOne, invite, openPatient, share, unlock, waitForPath } from "./harness/person.mjs";
import { allReceived, streams, until } from "./harness/status.mjs";
import { withWorld } from "./harness/world.mjs";

const observation = JSON.stringify({
  resourceType: "Observation",
  status: "final",
  code: { text: "Potassium, from the laboratory" },
  effectiveDateTime: new Date().toISOString(),
  valueQuantity: { value: 4.1, unit: "mmol/L" },
});

test("a browser and satchel-peer over the relay, one online at a time", () =>
  withWorld(async (world) => {
    const { doctor, lab, file, name } = await begin(world);
    await lab.run(["run", "--no-direct", "--until-idle"]); // is let in
    await share(doctor.page, "Lab Moda");
    await until("everything at the relay", async () => (await streams(doctor.page)).every((s) => s.given > 0 && s.atRelay === s.given));
    await doctor.close();

    await lab.run(["run", "--no-direct", "--until-idle"]);
    assert.deepEqual(contents(JSON.parse(await lab.run(["export", name]))), contents(read(file)));
    const [patient] = await lab.json("patients");
    await lab.run(["add", patient.id, "-"], observation);
    await lab.run(["share", patient.id, "--with", "1"]);
    await lab.run(["run", "--no-direct", "--until-idle"]);

    const again = await world.open("kaya");
    await unlock(again.page);
    await openPatient(again.page, name);
    await entryLine(again.page, "Potassium, from the laboratory").waitFor();
    await allReceived(again.page);
    await openPatient(again.page, name);
    assert.deepEqual(contents(await exportPatient(again.page)), contents(JSON.parse(await lab.run(["export", name]))));
    assert.deepEqual([...doctor.problems, ...again.problems], []);
  }),
);

test("a browser and satchel-peer over a direct link, past the relay", () =>
  withWorld(async (world) => {
    const { doctor, lab, file, name } = await begin(world);
    await lab.start();
    await waitForPath(doctor.page, "direct");
    await until("direct from the other side", async () => (await lab.json("status")).network.path === "direct");
    const stored = await world.relay.stored();
    await share(doctor.page, "Lab Moda");
    await allReceived(doctor.page);
    const [patient] = await lab.json("patients");
    await lab.run(["share", patient.id, "--with", "1"]);
    await lab.run(["add", patient.id, "-"], observation);
    await openPatient(doctor.page, name);
    await entryLine(doctor.page, "Potassium, from the laboratory").waitFor();
    await addNote(doctor.page, "Seen, potassium is fine");
    await entryLine(doctor.page, "Seen, potassium is fine", "received").waitFor();

    const here = await exportPatient(doctor.page);
    assert.equal(size(here), size(read(file)) + 2);
    assert.deepEqual(contents(JSON.parse(await lab.run(["export", name]))), contents(here));
    assert.equal(await world.relay.stored(), stored, "the relay carried no entry frame");
    assert.deepEqual(doctor.problems, []);
  }),
);

/** Dr Kaya with a patient on the screen, and a laboratory that has asked to join. */
async function begin(world) {
  const doctor = await world.open("kaya");
  await createNetwork(doctor.page, { name: "Dr Kaya" });
  const link = await invite(doctor.page, "laboratory");
  const lab = nativePeer(world, "lab");
  await lab.run(["join", link, "--name", "Lab Moda"]);
  const { file, name } = await importOne(doctor.page, world.dir);
  await openPatient(doctor.page, name);
  return { doctor, lab, file, name };
}
