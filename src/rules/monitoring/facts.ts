/** What is watched: keys of `cards/labels.yaml`. */
export const MONITORED = ['creatinine', 'level', 'potassium', 'magnesium', 'glucose'] as const;
export type Monitored = (typeof MONITORED)[number];

/** One test that is late. */
export type LateTest = {
  readonly test: Monitored;
  /** Date of the newest; empty where there is none. */
  readonly date: string;
  /** Its age; null where there is none. */
  readonly days: number | null;
  /** How old the newest may be at this point of the course. */
  readonly windowDays: number;
  /** There is none since the first dose, whatever there is from before. */
  readonly noneSinceStart: boolean;
  /** Late by more than twice its window, counted from when it was due. */
  readonly isTwice: boolean;
};

/** What the "not checked" card is told. */
export type OverdueFacts = {
  readonly late: readonly LateTest[];
  /** First day of the course; empty where it is not known. */
  readonly start: string;
  /** Part of the course that the windows are of. */
  readonly part: PartOfCourse;
};

/** `later` also where the start is not known. */
export type PartOfCourse = 'early' | 'middle' | 'later';
