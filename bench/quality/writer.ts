import { createRandom } from '../../scripts/seed-plan.ts';

const nouns =
  'report,window,harbour,budget,meeting,garden,engine,letter,market,river,version,bridge,kitchen,lesson,museum,signal,winter,ticket,planet,village,picture,teacher,station,summer,method,island,machine,product,forest,customer,library,student,question,morning,journey,contract,invoice,chapter,evening,weather'.split(
    ',',
  );
const verbs =
  'moves,opens,follows,changes,measures,carries,answers,describes,builds,reaches,explains,returns,keeps,orders,reads,covers,meets,plans,holds,checks'.split(
    ',',
  );
const adjectives =
  'quiet,early,narrow,simple,second,local,modern,careful,heavy,public,green,open,recent,small,strange,final,broad,usual,former,bright'.split(
    ',',
  );
const joints = 'and then,because,although,while,before,after,until,where'.split(',');
const firstNames =
  'Anna,Boris,Chloe,David,Elena,Farid,Greta,Hugo,Ines,Jonas,Karim,Lena,Marco,Nadia,Oskar,Paula,Rosa,Samir,Tilda,Viktor'.split(
    ',',
  );
const lastNames =
  'Abbott,Berger,Castro,Dietrich,Eriksen,Fontaine,Gruber,Hansen,Ivanov,Jansen,Keller,Lindqvist,Moreau,Novak,Olsen'.split(
    ',',
  );
const calls =
  'load,merge,encode,filter,render,schedule,parse,commit,resolve,attach,measure,collect,rotate,publish'.split(',');

/** Makes up text of all kinds; the same seed gives the same text. */
export class Writer {
  readonly random: () => number;

  constructor(seed: number) {
    this.random = createRandom(seed * 2_654_435 + 17);
    for (let warm = 0; warm < 5; warm += 1) this.random();
  }

  whole(least: number, greatest: number): number {
    return least + Math.floor(this.random() * (greatest - least + 1));
  }

  pick<Value>(values: readonly Value[]): Value {
    const value = values[Math.floor(this.random() * values.length)];
    if (value === undefined) throw new Error('There is nothing to pick from.');
    return value;
  }

  noun(): string {
    return this.pick(nouns);
  }

  name(): string {
    return `${this.pick(firstNames)} ${this.pick(lastNames)}`;
  }

  clause(): string {
    const object = this.random() < 0.6 ? `${this.pick(adjectives)} ${this.noun()}` : this.noun();
    return `the ${this.pick(adjectives)} ${this.noun()} ${this.pick(verbs)} the ${object}`;
  }

  sentence(): string {
    const text = this.random() < 0.5 ? `${this.clause()} ${this.pick(joints)} ${this.clause()}` : this.clause();
    return `${text[0]?.toUpperCase()}${text.slice(1)}${this.random() < 0.1 ? ` (${this.whole(2, 900)})` : ''}.`;
  }

  paragraph(sentences: number): string {
    return Array.from({ length: sentences }, () => this.sentence()).join(' ');
  }

  /** A few words without a full stop, for titles and subjects. */
  title(): string {
    const text = `${this.pick(adjectives)} ${this.noun()} ${this.pick(['of', 'for', 'with', 'in', 'on'])} ${this.noun()}`;
    return `${text[0]?.toUpperCase()}${text.slice(1)}`;
  }

  time(): string {
    return `${String(this.whole(6, 22)).padStart(2, '0')}:${String(this.whole(0, 59)).padStart(2, '0')}`;
  }

  /** A line of a program with its words marked up as an editor colours them. */
  codeLine(depth: number): string {
    const indent = '&nbsp;'.repeat(depth * 2);
    const name = `${this.pick(calls)}${this.capital(this.noun())}`;
    const value = `${this.noun()}${this.capital(this.noun())}`;
    const forms = [
      () => `<b>const</b> ${value} = <i>${name}</i>(${this.noun()}, <u>${this.whole(1, 4000)}</u>);`,
      () => `<b>if</b> (${value}.${this.noun()} &gt; <u>${this.whole(1, 99)}</u>) <b>return</b> ${this.noun()};`,
      () => `${value}.<i>${this.pick(calls)}</i>(<s>'${this.pick(adjectives)}-${this.noun()}'</s>, ${this.noun()});`,
      () => `<em>// ${this.sentence()}</em>`,
      () => `<b>await</b> <i>${name}</i>({ ${this.noun()}: ${value}, ${this.noun()} });`,
      () => `<b>for</b> (<b>const</b> ${this.noun()} <b>of</b> ${value}) {`,
      () => `}`,
    ];
    return indent + this.pick(forms)();
  }

  /** A line that a program printed. */
  shellLine(): string {
    const path = `src/${this.noun()}/${this.noun()}-${this.noun()}.ts`;
    const forms = [
      () => `<i>${this.whole(10, 23)}:${this.whole(10, 59)}:${this.whole(10, 59)}</i> ${this.clause()}`,
      () =>
        `-rw-r--r-- 1 user user ${String(this.whole(100, 99_999)).padStart(6, '0')} ${this.noun()}-${this.whole(1, 99)}.txt`,
      () => `<b>✓</b> ${path} <s>(${this.whole(2, 900)} ms)</s>`,
      () => `${path}:${this.whole(1, 400)}: ${this.clause()}`,
      () => `<u>user@desk</u>:~/${this.noun()}$ ${this.pick(calls)} --${this.noun()} ${this.whole(1, 64)}`,
    ];
    return this.pick(forms)();
  }

  /** A CSS background that looks like a photograph from far away: soft light and dark patches over a horizon. */
  photo(): string {
    const hue = this.whole(0, 359);
    const patches = Array.from({ length: 7 }, () => {
      const size = this.whole(8, 45);
      const colour = `hsl(${(hue + this.whole(-50, 50) + 360) % 360} ${this.whole(15, 80)}% ${this.whole(12, 88)}%)`;
      return `radial-gradient(circle at ${this.whole(0, 100)}% ${this.whole(0, 100)}%, ${colour} 0, transparent ${size}%)`;
    });
    const sky = `hsl(${hue} 50% ${this.whole(45, 80)}%)`;
    const ground = `hsl(${(hue + 120) % 360} 35% ${this.whole(15, 45)}%)`;
    const horizon = this.whole(30, 70);
    return `${patches.join(',')},linear-gradient(${this.whole(170, 190)}deg, ${sky} ${horizon}%, ${ground} ${horizon + 2}%)`;
  }

  private capital(word: string): string {
    return `${word[0]?.toUpperCase()}${word.slice(1)}`;
  }
}
