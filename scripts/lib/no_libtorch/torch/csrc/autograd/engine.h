/* Found by the compiler only if the real one is not there: see .cargo/config.toml. */
#error libtorch is not there. Run scripts/setup once, then this again.
#include "nothing, so that the compiler stops here"
