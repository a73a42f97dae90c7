import { tmpdir } from "node:os";
import { join } from "node:path";

/** For the environment of a child: what one of them has compiled the next need not. The program sees to it by itself. */
export const COMPILE_CACHE = { NODE_COMPILE_CACHE: join(tmpdir(), "node-compile-cache") };
