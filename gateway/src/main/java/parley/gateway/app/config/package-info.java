/// The configuration: one record per room, read from defaults, a YAML file and the environment, in
/// this order; what does not fit is refused by name. `config/README.md` lists every key.
@NullMarked
package parley.gateway.app.config;

import org.jspecify.annotations.NullMarked;
