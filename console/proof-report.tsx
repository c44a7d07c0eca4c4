import { get } from './api.ts';
import { Facts, Section, Time } from './parts.tsx';
import { useLoad } from './use-load.ts';

/** The parts of prove/report.ts that are shown. */
type ProofAnswer = Readonly<{
  report: Readonly<{
    commit: string;
    at: string;
    /** The option that chose a mutant or a rival instead of the service: ` --mutant double-charge`. */
    subject: string;
    invariants: Readonly<Record<string, unknown>>;
    runs: Readonly<{
      seeds: number;
      violatedSeeds: number;
      faults: Readonly<Record<string, number>>;
      witnesses: readonly Readonly<{ seed: number; invariant: string }>[];
    }>;
    mutants?: readonly Readonly<{ seed?: number }>[];
  }> | null;
}>;

const numberText = (value: number) => value.toLocaleString('en');

/** The latest run of the fault simulator on this machine. */
export function ProofReport() {
  const loaded = useLoad('proof', (signal) => get<ProofAnswer>('/_local/proof', signal));
  return (
    <Section
      title="Proof"
      loaded={loaded}
      isEmpty={({ report }) => report === null}
      empty={
        <>
          It has not run here: <code>npm run prove</code> takes about a minute.
        </>
      }
    >
      {({ report }) =>
        report && (
          <>
            <Facts
              of={[
                ['Ran', <Time key="at" at={report.at} />],
                ['Subject', report.subject.trim() || 'the service'],
                ['Commit', <code key="commit">{report.commit.slice(0, 10)}</code>],
                ['Simulated runs', numberText(report.runs.seeds)],
                ['Faults', numberText(Object.values(report.runs.faults).reduce((sum, count) => sum + count, 0))],
                ['Invariants', numberText(Object.keys(report.invariants).length)],
                ['Violations', <Violations key="violations" report={report} />],
                ['Mutants found', report.mutants && foundText(report.mutants)],
              ]}
            />
            <p class="soft">
              All of it: <code>.build/prove/report.html</code>
            </p>
          </>
        )
      }
    </Section>
  );
}

const foundText = (mutants: readonly Readonly<{ seed?: number }>[]) =>
  `${mutants.filter(({ seed }) => seed !== undefined).length} of ${mutants.length}`;

function Violations({ report: { runs, subject } }: { report: NonNullable<ProofAnswer['report']> }) {
  if (runs.violatedSeeds === 0) return <>none</>;
  const [first] = runs.witnesses;
  return (
    <strong class="bad">
      in {numberText(runs.violatedSeeds)} runs
      {first && `, such as ${first.invariant}: npm run prove -- --seed ${first.seed}${subject}`}
    </strong>
  );
}
