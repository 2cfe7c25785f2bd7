import type { CompiledQuery } from 'kysely';

/** Anything Kysely can turn into SQL with a known row type. */
export interface Compilable<Row> {
  compile(): CompiledQuery<Row>;
}

/** Stands for a value while the text of a query is made. */
class StandIn {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** The texts of queries, each made once for what it is called and for which of its values there are. */
export class QueryTexts {
  readonly #made = new Map<string, CompiledQuery<unknown>>();

  /** Throws where `build` made something else of a stand-in: such a text would hold for one value alone. */
  query<Values extends object, Row>(
    name: string,
    values: Values,
    build: (values: Values) => Compilable<Row>,
  ): Compilable<Row> {
    const given = values as Readonly<Record<string, unknown>>;
    const present = Object.keys(given).filter((key) => given[key] !== undefined);
    const shape = `${name}: ${present.join(' ')}`;
    let made = this.#made.get(shape);
    if (!made) {
      made = build(Object.fromEntries(present.map((key) => [key, new StandIn(key)])) as Values).compile();
      for (const key of present) {
        if (made.parameters.some((each) => each instanceof StandIn && each.name === key)) continue;
        throw new Error(`The text of “${name}” does not pass on “${key}” as it is.`);
      }
      this.#made.set(shape, made);
    }
    const parameters = made.parameters.map((each) => (each instanceof StandIn ? given[each.name] : each));
    const query = { ...made, parameters } as CompiledQuery<Row>;
    return { compile: () => query };
  }
}
