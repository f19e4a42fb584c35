// Files in: chosen or dropped, one after the other, each with its report.

import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import type { ImportReport, Progress } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { fileSize } from "../../i18n/format";
import { Icon } from "../../parts/icon";
import { Page } from "../../parts/page";
import { Problem } from "../../parts/problem";
import { call, CallError, on } from "../../rpc/client";
import { asCallError } from "../../state/load";
import { session } from "../../state/session";
import { Report } from "./report";

const largest = 256 << 20;

interface Job {
  id: number;
  file: File;
  progress?: Progress;
  report?: ImportReport;
  error?: CallError;
}

/** Lives beyond the view, so that one may look at patients while files come in. */
const jobs = signal<Job[]>([]);
let running = false;
let last = 0;

session.subscribe((now) => {
  if (now?.state !== "open") jobs.value = [];
});

function update(id: number, news: Partial<Job>): void {
  jobs.value = jobs.value.map((job) => (job.id === id ? { ...job, ...news } : job));
}

function add(files: Iterable<File>): void {
  jobs.value = [...jobs.value, ...Array.from(files, (file) => ({ id: ++last, file }))];
  void run();
}

async function run(): Promise<void> {
  if (running) return;
  running = true;
  for (let job = next(); job; job = next()) await importOne(job);
  running = false;
}

const next = () => jobs.value.find((job) => !job.report && !job.error);

async function importOne({ id, file }: Job): Promise<void> {
  let told = 0;
  const end = on("import", (progress) => {
    if (progress.file !== file.name || performance.now() - told < 100) return;
    told = performance.now();
    update(id, { progress });
  });
  try {
    if (file.size > largest) throw new CallError("invalid", t.import.tooLarge);
    update(id, { progress: { file: file.name, done: 0, total: 0 } });
    update(id, { report: await call("import.run", { name: file.name }, { bytes: await file.arrayBuffer() }) });
  } catch (error) {
    update(id, { error: asCallError(error) });
  } finally {
    end();
  }
}

export function ImportView() {
  return (
    <Page title={t.import.title}>
      <Drop />
      {jobs.value.map((job) => (
        <JobCard key={job.id} job={job} />
      ))}
    </Page>
  );
}

function Drop() {
  const [over, setOver] = useState(false);
  useEffect(() => {
    // A file dropped beside the box must not replace the page.
    const keep = (event: Event) => event.preventDefault();
    addEventListener("dragover", keep);
    addEventListener("drop", keep);
    return () => {
      removeEventListener("dragover", keep);
      removeEventListener("drop", keep);
    };
  }, []);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    add(event.dataTransfer?.files ?? []);
  };
  const choose = (event: { currentTarget: HTMLInputElement }) => {
    add([...(event.currentTarget.files ?? [])]);
    event.currentTarget.value = "";
  };
  return (
    <section class="drop" data-over={over} data-small={jobs.value.length > 0} onDragOver={() => setOver(true)} onDragLeave={() => setOver(false)} onDrop={drop}>
      <Icon name="import" />
      <h2>{t.import.drop}</h2>
      <p>{t.import.dropText}</p>
      <label class="button primary">
        {t.import.choose}
        <input type="file" class="unseen" multiple accept=".json,.ndjson,.gz,application/json,application/gzip" onChange={choose} />
      </label>
    </section>
  );
}

function JobCard({ job }: { job: Job }) {
  const { file, progress, report, error } = job;
  const state = report ? t.import.done : error ? t.import.failed : progress ? t.import.reading : t.import.waiting;
  return (
    <article class="card job" aria-label={file.name} aria-busy={!report && !error}>
      <header class="job-head">
        <h2>{file.name}</h2>
        <span class="muted">{fileSize(file.size)}</span>
        <span class="tag" role="status">
          {state}
        </span>
      </header>
      {progress && !report && !error && <Bar progress={progress} />}
      {error && <Problem error={error} />}
      {report && <Report report={report} />}
    </article>
  );
}

function Bar({ progress: { done, total } }: { progress: Progress }) {
  const known = total > 0 ? { value: done, max: total } : {};
  return (
    <div class="bar">
      <progress {...known} aria-label={t.import.reading} />
      {total > 0 && <span>{t.import.progress(done, total)}</span>}
    </div>
  );
}
