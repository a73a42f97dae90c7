/** One file of a room: what it may import, and what the linter must refuse there. */
export type RoomCase = { file: string; may: readonly string[]; mayNot: readonly string[] };

const LIBRARIES = [
  "@aws-sdk/client-sesv2",
  "@smithy/node-http-handler",
  "@slack/bolt",
  "better-sqlite3",
  "dns-packet",
  "kysely",
  "mailauth/lib/spf/index.js",
  "node-cron",
  "nodemailer",
  "pg",
  "pino",
  "prom-client",
  "tldts",
  "undici",
  "ws",
  "yaml",
  "zod",
];
const BUILT_INS = ["node:child_process", "node:dns", "node:dns/promises", "node:fs", "node:fs/promises", "node:net"];

/** Every library but those that are named. */
function librariesBut(...own: readonly string[]): readonly string[] {
  return LIBRARIES.filter((library) => !own.includes(library));
}

function inRooms(up: string, ...rooms: readonly string[]): readonly string[] {
  return rooms.map((room) => `${up}${room}/thing.ts`);
}

const ADAPTERS = ["aws", "dns", "smtp", "store"];
const FACES = ["slack", "terminal", "render"];
const STATE = ["events", "alerts", "approvals"];
const PURE = ["suppressions", "credentials"];
const TOP = ["../main.ts", "../program.ts", "../wiring.ts"];

/** Rooms that never write to AWS, and the way from there to the top. */
const WITHOUT_WRITES = [
  ["src/slack/approve.ts", "../"],
  ["src/terminal/approve.ts", "../"],
  ["src/commands/approve.ts", "../"],
  ["src/render/approve.ts", "../"],
  ["src/approvals/approve.ts", "../"],
  ["src/events/approve.ts", "../"],
  ["src/store/approve.ts", "../"],
  ["src/sandbox/approve.ts", "../"],
] as const;

/** The floors from top to bottom. `may` and `mayNot` are exact: whatever is refused must stand in `mayNot`. */
export const ROOMS: readonly RoomCase[] = [
  ...["src/main.ts", "src/program.ts"].map((file) => ({
    file,
    may: [...inRooms("./", "terminal", "slack", "sandbox"), "./wiring.ts", "node:module"],
    mayNot: [...inRooms("./", ...ADAPTERS), ...LIBRARIES],
  })),
  {
    file: "src/terminal/command-line.ts",
    may: [
      "./progress.ts",
      "../config.ts",
      "../log.ts",
      ...inRooms("../", "render", "commands", ...STATE, "bounces", ...PURE, "diagnosis", "ports"),
      "node:tty",
    ],
    mayNot: [
      "../main.ts",
      "../program.ts",
      "../wiring.ts",
      ...inRooms("../", ...ADAPTERS, "slack", "sandbox"),
      "node:dns",
      ...LIBRARIES,
    ],
  },
  {
    file: "src/wiring.ts",
    may: [
      "./config.ts",
      "./log.ts",
      ...inRooms(
        "./",
        ...ADAPTERS,
        "ports",
        "commands",
        ...STATE,
        "bounces",
        ...PURE,
        "diagnosis",
        "schedule",
        "watches",
      ),
    ],
    mayNot: ["./main.ts", "./program.ts", ...inRooms("./", "sandbox", ...FACES), ...LIBRARIES],
  },
  {
    file: "src/config.ts",
    may: ["./secret.ts", "./config/relays.ts", "./ports/ses.ts", "zod", "yaml", "node:fs"],
    mayNot: ["./main.ts", "./program.ts", "./wiring.ts", ...inRooms("./", "sandbox", "aws", "diagnosis", "commands")],
  },
  {
    file: "src/config/relays.ts",
    may: ["./domains.ts", "../secret.ts", "zod", "yaml", "node-cron", "node:fs"],
    mayNot: ["../config.ts", ...TOP, "node:dns", "../aws/ses.ts", "../diagnosis/check.ts", "pino"],
  },
  {
    file: "src/log.ts",
    may: ["./secret.ts", "pino", "node:crypto"],
    mayNot: [
      "./main.ts",
      "./program.ts",
      "./wiring.ts",
      "./config.ts",
      "./diagnosis/check.ts",
      ...librariesBut("pino"),
    ],
  },
  {
    file: "src/secret.ts",
    may: ["./domain-name.ts", "./ports/trouble.ts", "node:util"],
    mayNot: [
      "./main.ts",
      "./program.ts",
      "./wiring.ts",
      ...inRooms("./", "sandbox", ...ADAPTERS, "diagnosis"),
      ...librariesBut("prom-client"),
    ],
  },
  {
    file: "src/slack/app.ts",
    may: [
      "./buttons.ts",
      "../config.ts",
      "../log.ts",
      ...inRooms(
        "../",
        "render",
        "commands",
        "watches",
        ...STATE,
        "bounces",
        ...PURE,
        "diagnosis",
        "schedule",
        "ports",
      ),
      "@slack/bolt",
      "@slack/web-api",
      "zod",
      "undici",
      "node:crypto",
    ],
    mayNot: [
      ...TOP,
      ...inRooms("../", ...ADAPTERS, "terminal", "sandbox"),
      "node:dns",
      "node:dns/promises",
      ...librariesBut("@slack/bolt", "zod", "undici"),
    ],
  },
  {
    file: "src/render/slack.ts",
    may: [
      "./json.ts",
      ...inRooms("../", "commands", ...STATE, "bounces", ...PURE, "diagnosis", "ports"),
      "wrap-ansi",
      "node:module",
      "node:util",
    ],
    mayNot: [
      ...TOP,
      "../config.ts",
      "../log.ts",
      ...inRooms("../", ...ADAPTERS, "slack", "sandbox"),
      ...BUILT_INS,
      ...LIBRARIES,
    ],
  },
  {
    file: "src/schedule/scheduler.ts",
    may: ["./slots.ts", "../ports/schedule.ts", "node-cron"],
    mayNot: [
      ...TOP,
      "../config.ts",
      "../log.ts",
      ...inRooms("../", ...ADAPTERS, ...FACES, "commands", ...STATE, "bounces", ...PURE, "diagnosis", "sandbox"),
      ...BUILT_INS,
      ...librariesBut("node-cron"),
    ],
  },
  {
    file: "src/commands/check.ts",
    may: [
      "./command.ts",
      "../config.ts",
      "../domain-name.ts",
      ...inRooms("../", ...STATE, "bounces", ...PURE, "diagnosis", "ports"),
      "fastest-levenshtein",
      "node:util",
    ],
    mayNot: [...TOP, "../log.ts", ...inRooms("../", ...ADAPTERS, ...FACES, "sandbox"), ...BUILT_INS, ...LIBRARIES],
  },
  {
    file: "src/commands/suppressions/list.ts",
    may: [
      "./sub-command.ts",
      "../command.ts",
      "../../config.ts",
      ...inRooms("../../", ...STATE, "bounces", ...PURE, "diagnosis", "ports"),
      "node:crypto",
      "node:util",
    ],
    mayNot: [
      ...TOP.map((file) => `../${file}`),
      "../../log.ts",
      ...inRooms("../../", ...ADAPTERS, ...FACES, "sandbox"),
      ...BUILT_INS,
      ...LIBRARIES,
    ],
  },
  {
    file: "src/watches/sweep.ts",
    may: [
      "./watch.ts",
      "../commands/command.ts",
      "../config.ts",
      "../domain-name.ts",
      ...inRooms("../", ...STATE, "bounces", ...PURE, "diagnosis", "ports"),
    ],
    mayNot: [
      ...TOP,
      "../log.ts",
      "../commands/check.ts",
      ...inRooms("../", ...ADAPTERS, ...FACES, "sandbox"),
      ...BUILT_INS,
      ...LIBRARIES,
    ],
  },
  {
    file: "src/events/read.ts",
    may: ["./event.ts", ...inRooms("../", "bounces", ...PURE, "diagnosis", "ports"), "zod", "node:crypto"],
    mayNot: [
      ...TOP,
      ...inRooms("../", ...ADAPTERS, ...FACES, "commands", "alerts", "approvals", "sandbox"),
      ...BUILT_INS,
      ...librariesBut("zod"),
    ],
  },
  ...["alerts", "approvals"].map((room) => ({
    file: `src/${room}/step.ts`,
    may: ["./state.ts", ...inRooms("../", "bounces", ...PURE, "diagnosis", "ports"), "node:crypto"],
    mayNot: [
      ...TOP,
      "../config.ts",
      "../log.ts",
      ...inRooms("../", ...ADAPTERS, ...FACES, "commands", ...STATE.filter((other) => other !== room), "sandbox"),
      "node:timers/promises",
      ...BUILT_INS,
      ...LIBRARIES,
    ],
  })),
  {
    file: "src/removals/perform.ts",
    may: [
      "./told.ts",
      ...inRooms("../", "approvals", "events", "bounces", ...PURE, "diagnosis", "ports"),
      "../ports/suppression-writes.ts",
      "node:crypto",
    ],
    mayNot: [
      ...TOP,
      "../config.ts",
      "../log.ts",
      ...inRooms("../", ...ADAPTERS, ...FACES, "commands", "alerts", "sandbox"),
      "../ports/mail-submission.ts",
      "../aws/writes/suppression-writes.ts",
      "node:timers/promises",
      ...BUILT_INS,
      ...LIBRARIES,
    ],
  },
  {
    file: "src/test-mails/mailing.ts",
    may: [
      "./told.ts",
      ...inRooms("../", "approvals", "events", "bounces", ...PURE, "diagnosis", "ports"),
      "../ports/mail-submission.ts",
    ],
    mayNot: [
      ...TOP,
      "../config.ts",
      "../log.ts",
      ...inRooms("../", ...ADAPTERS, ...FACES, "commands", "alerts", "removals", "sandbox"),
      "../ports/suppression-writes.ts",
      "../aws/writes/mail-submission.ts",
      "node:timers/promises",
      ...BUILT_INS,
      ...LIBRARIES,
    ],
  },
  {
    file: "src/aws/writes/suppression-writes.ts",
    may: ["../aws.ts", "../../ports/suppression-writes.ts", "@aws-sdk/client-sesv2"],
    mayNot: [
      ...inRooms("../../", "dns", "smtp", "store", ...FACES, "commands", "removals", "sandbox"),
      ...BUILT_INS,
      ...librariesBut("@aws-sdk/client-sesv2"),
    ],
  },
  ...WITHOUT_WRITES.map(([file, up]) => ({
    file,
    may: [`${up}ports/ses.ts`],
    mayNot: ["suppression-writes", "mail-submission"].flatMap((port) => [
      `${up}ports/${port}.ts`,
      `${up}aws/writes/${port}.ts`,
    ]),
  })),
  {
    file: "src/bounces/explain.ts",
    may: [
      "./read/mail.ts",
      "./rules/gmail.ts",
      "../secret-form.ts",
      ...inRooms("../", "diagnosis", "ports"),
      "mailauth/lib/x.js",
      "tldts",
      "zod",
    ],
    mayNot: [
      ...TOP,
      ...inRooms("../", ...ADAPTERS, ...FACES, "commands", ...STATE, ...PURE, "sandbox"),
      ...BUILT_INS,
      ...librariesBut("mailauth/lib/spf/index.js", "tldts", "zod"),
    ],
  },
  {
    file: "src/bounces/read/mail.ts",
    may: [
      "./headers.ts",
      "../explanation.ts",
      "../rules/gmail.ts",
      "../../diagnosis/hop.ts",
      "../../ports/dns.ts",
      "tldts",
    ],
    mayNot: [
      ...inRooms("../../", ...ADAPTERS, ...FACES, "commands", ...STATE, ...PURE, "sandbox"),
      ...BUILT_INS,
      ...librariesBut("mailauth/lib/spf/index.js", "tldts", "zod"),
    ],
  },
  ...PURE.map((room) => ({
    file: `src/${room}/state.ts`,
    may: ["./other.ts", "../ports/iam.ts", "../secret.ts", "node:crypto"],
    mayNot: [
      ...TOP,
      ...inRooms("../", ...ADAPTERS, ...FACES, "commands", ...STATE, "bounces", "diagnosis", "sandbox"),
      ...BUILT_INS,
      ...LIBRARIES,
    ],
  })),
  {
    file: "src/diagnosis/diagnose.ts",
    may: ["./check.ts", "./checks/index.ts", "./records/spf.ts", "../ports/trouble.ts", ...inRooms("../", ...PURE)],
    mayNot: [
      ...TOP,
      "../config.ts",
      "../log.ts",
      ...inRooms("../", ...ADAPTERS, ...FACES, "commands", ...STATE, "bounces", "sandbox"),
      ...BUILT_INS,
      ...LIBRARIES,
    ],
  },
  {
    file: "src/diagnosis/checks/spf.ts",
    may: ["./dkim.ts", "../finding.ts", "../records/spf.ts", "../../ports/dns.ts", ...inRooms("../../", ...PURE)],
    mayNot: [
      "../../config.ts",
      "../../log.ts",
      "../../wiring.ts",
      ...inRooms("../../", ...ADAPTERS, ...FACES, "commands", ...STATE, "bounces", "sandbox"),
      ...BUILT_INS,
      "node:crypto",
      ...LIBRARIES,
    ],
  },
  {
    file: "src/diagnosis/records/spf.ts",
    may: [
      "./term.ts",
      "../finding.ts",
      "../../ports/dns.ts",
      "mailauth/lib/spf/index.js",
      "tldts",
      "ipaddr.js",
      "node:crypto",
    ],
    mayNot: [
      "../checks/spf.ts",
      ...inRooms("../../", ...ADAPTERS, ...FACES, "commands", ...STATE, "bounces", ...PURE, "sandbox"),
      ...BUILT_INS,
      ...librariesBut("mailauth/lib/spf/index.js", "tldts"),
    ],
  },
  {
    file: "src/ports/ses.ts",
    may: ["./trouble.ts"],
    mayNot: [
      "../secret.ts",
      "../config.ts",
      ...inRooms("../", ...ADAPTERS, ...FACES, "commands", ...STATE, "bounces", ...PURE, "diagnosis", "sandbox"),
      ...BUILT_INS,
      ...LIBRARIES,
    ],
  },
  ...adapter(
    "aws",
    ["@aws-sdk/client-sesv2", "@smithy/node-http-handler", "undici", "zod", "p-throttle"],
    [],
    "node:net",
  ),
  ...adapter("dns", ["dns-packet", "ipaddr.js", "p-limit"], ["node:dns", "node:dns/promises"], "node:dgram"),
  ...adapter("smtp", ["nodemailer"], [], "node:tls"),
  ...adapter("store", ["kysely", "kysely/migration", "better-sqlite3", "pg"], [], "node:path"),
  {
    file: "src/sandbox/start.ts",
    may: [
      "./world.ts",
      "./aws/ses.ts",
      "./dns/start-dns.ts",
      "../wiring.ts",
      "../terminal/command-line.ts",
      "../render/paint.ts",
    ],
    mayNot: ["../main.ts", "../program.ts", ...inRooms("../", ...ADAPTERS), "node:dns", ...LIBRARIES],
  },
  ...standIn("aws", ["@aws-sdk/client-sesv2", "@smithy/node-http-handler"], []),
  ...standIn("dns", ["dns-packet", "ipaddr.js"], ["node:dns", "node:dns/promises"]),
  ...standIn("slack", ["@slack/web-api", "ws"], []),
  ...standIn("smtp", ["nodemailer", "smtp-server"], []),
  ...standIn("store", ["kysely", "better-sqlite3", "pg"], []),
  {
    file: "src/sandbox/worlds/jada.ts",
    may: ["./healthy.ts", "../world.ts", "../../ports/ses.ts"],
    mayNot: [...inRooms("../../", ...ADAPTERS, ...FACES, "commands", "diagnosis"), ...BUILT_INS, ...LIBRARIES],
  },
  ...["bench", "chaos"].map((room) => ({
    file: `src/${room}/main.ts`,
    may: ["./load.ts", "../wiring.ts", "../sandbox/start.ts", "../diagnosis/diagnose.ts", "node:child_process"],
    mayNot: [...inRooms("../", ...ADAPTERS), ...LIBRARIES],
  })),
  {
    file: "src/build/main.ts",
    may: ["./licence.ts", "rolldown", "node:path"],
    mayNot: [...TOP, ...inRooms("../", ...ADAPTERS, ...FACES, "diagnosis", "sandbox"), "node:fs", ...LIBRARIES],
  },
  {
    file: "src/unheard-of/room.ts",
    may: ["./other.ts", "../ports/dns.ts"],
    mayNot: [...TOP, ...inRooms("../", ...ADAPTERS, ...FACES, "diagnosis", "sandbox"), ...BUILT_INS, ...LIBRARIES],
  },
  {
    file: "test/anything.test.ts",
    may: ["../src/aws/ses.ts", "../src/sandbox/start.ts", "../src/store/sqlite.ts", ...BUILT_INS, ...LIBRARIES],
    mayNot: [],
  },
];

function adapter(room: string, own: readonly string[], dns: readonly string[], builtIn: string): readonly RoomCase[] {
  return [
    {
      file: `src/${room}/adapter.ts`,
      may: ["./other.ts", "../ports/trouble.ts", builtIn, ...own, ...dns],
      mayNot: [
        ...TOP,
        "../config.ts",
        "../log.ts",
        ...inRooms("../", ...ADAPTERS.filter((other) => other !== room)),
        ...inRooms("../", ...FACES, "commands", ...STATE, "bounces", "credentials", "diagnosis", "sandbox"),
        ...["node:dns", "node:dns/promises"].filter((name) => !dns.includes(name)),
        ...librariesBut(...own),
      ],
    },
  ];
}

function standIn(room: string, own: readonly string[], dns: readonly string[]): readonly RoomCase[] {
  return [
    {
      file: `src/sandbox/${room}/server.ts`,
      may: ["./other.ts", "../world.ts", "../../ports/ses.ts", "../../log.ts", "node:http", ...own, ...dns],
      mayNot: [
        ...inRooms("../../", ...ADAPTERS, ...FACES, "commands", "diagnosis"),
        "../../wiring.ts",
        ...["node:dns", "node:dns/promises"].filter((name) => !dns.includes(name)),
        ...librariesBut(...own).filter((name) => !(room === "slack" && name === "@slack/bolt")),
      ],
    },
  ];
}
