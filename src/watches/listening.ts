import { type Answered, answeredOf, type HeardFrom, heardFrom } from "../alerts/remembered.ts";
import type { Questions } from "../diagnosis/questions.ts";
import type { DnsAnswer, DnsType, MxRecord } from "../ports/dns.ts";

/** A, AAAA and NS follow from what others run; they are asked of many names, and are nobody's setting here. */
const KEPT: readonly DnsType[] = ["TXT", "MX", "CNAME"];

type Listening = {
  questions: Questions;
  answers: () => readonly Answered[];
  heard: () => readonly HeardFrom[];
};

/** The same questions, and what was answered about names in a domain or under it. What was not answered is not there. */
export function listening(questions: Questions, domain: string): Listening {
  const answers = new Map<string, Answered>();
  const heard = new Map<string, HeardFrom>();
  const isOurs = (name: string, type: DnsType) =>
    KEPT.includes(type) && (name === domain || name.endsWith(`.${domain}`));

  return {
    questions: {
      ...questions,
      dns: async (name, type) => {
        const answer = await questions.dns(name, type);
        if (isOurs(name, type))
          answers.set(`${type} ${name}`, answeredOf(name, type, answer as DnsAnswer<string | MxRecord>));
        return answer;
      },
      authoritative: async (server, name, type) => {
        const answer = await questions.authoritative(server, name, type);
        const said = isOurs(name, type) ? heardFrom(server.name, name, type, answer) : null;
        if (said) heard.set(`${server.name} ${type} ${name}`, said);
        return answer;
      },
    },
    answers: () => [...answers.values()],
    heard: () => [...heard.values()],
  };
}
