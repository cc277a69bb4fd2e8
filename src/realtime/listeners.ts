import type { News, Topic } from "./bus.js";

type Hear = (news: never, from: string) => void;

/** Who listens to which news, in this process. */
export class Listeners {
  readonly #of = new Map<string, Hear[]>();

  add<T extends Topic>(topic: T, hear: (news: News[T], from: string) => void): void {
    this.#of.set(topic, [...(this.#of.get(topic) ?? []), hear]);
  }

  /** Passes on what a process published. A topic that a newer version knows is ignored. */
  hear(published: string, from: string): void {
    const { topic, news } = JSON.parse(published) as { topic: string; news: never };
    for (const hear of this.#of.get(topic) ?? []) hear(news, from);
  }
}
