/** What keeps an import from running, in words for whoever typed the command. Nothing was done, or it says what was. */
export class ImportComplaint extends Error {
  override name = "ImportComplaint";
  readonly complaints: string[];
  constructor(complaints: string[]) {
    super(complaints.join("\n"));
    this.complaints = complaints;
  }
}

/** One value of one row that cannot be taken. */
export class Mistake extends Error {
  /** Stable, snake_case: rows are counted under it. */
  readonly code: string;
  readonly column: string;
  readonly value: string;
  constructor(code: string, column: string, value: string, why: string) {
    super(why);
    this.code = code;
    this.column = column;
    this.value = value;
  }
}
