package parley.gateway.chatflow;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a chatflow looks like and when it appears. Colour and placement are the inbox's (D1).
///
/// @param heading whose name and face
/// @param desktop behaviour on desktops and tablets (D10)
/// @param mobile behaviour on phones: never [Behaviour#PROMPT_THEN_OPEN] (D21)
/// @param triggers when: the first to fire wins (D19); none: at once. At most one of each kind
public record Display(
        Heading heading, Behaviour desktop, Behaviour mobile, List<Trigger> triggers) {
    /// @throws IllegalArgumentException if a phone would open by itself, or a kind of trigger is
    ///   there twice
    public Display {
        if (mobile == Behaviour.PROMPT_THEN_OPEN) {
            throw Check.refused("mobile", "prompt_then_open", "prompt or launcher");
        }
        triggers = List.copyOf(triggers);
        if (triggers.stream().map(Trigger::getClass).distinct().count() < triggers.size()) {
            throw Check.refused("triggers", triggers.toString(), "at most one of each kind");
        }
    }

    /// The brand's name, a prompt, at once.
    public static Display initial() {
        return new Display(
                new Heading.Branding("Chat with us", null, false),
                Behaviour.PROMPT,
                Behaviour.LAUNCHER,
                List.of());
    }

    /// Whose name and face the widget shows (D2).
    public sealed interface Heading {
        /// Name and image of the company (D3).
        ///
        /// @param name 1 to 100 characters
        /// @param image https address of the image; null: a letter
        /// @param alias whether visitors see this instead of the agent's name and face everywhere
        ///   (D4)
        record Branding(String name, @Nullable String image, boolean alias) implements Heading {
            /// @throws IllegalArgumentException if the name is blank or the image is not https
            public Branding {
                name = Check.text("name", name, 1, 100);
                if (image != null) {
                    image = Check.text("image", image, 1, 2_048);
                    if (!image.startsWith("https://") && !image.startsWith("/")) {
                        throw Check.refused(
                                "image", Check.quoted(image), "an https:// address or a path");
                    }
                }
            }
        }

        /// Chosen people; of more than three, three by lot (D6, D7).
        ///
        /// @param shown at least one user or team
        record People(Assignees shown) implements Heading {
            /// @throws IllegalArgumentException if nobody is named
            public People {
                if (shown.isEmpty()) {
                    throw Check.refused("users", "[]", "at least one user or team");
                }
            }
        }

        /// The contact's owner (D9).
        ///
        /// @param fallback shown to, and assigned to, visitors without one; at least one user or
        ///   team
        record Owner(Assignees fallback) implements Heading {
            /// @throws IllegalArgumentException if the fallback is nobody
            public Owner {
                if (fallback.isEmpty()) {
                    throw Check.refused("users", "[]", "at least one user or team");
                }
            }
        }
    }

    /// How the widget appears (D12 to D14).
    public enum Behaviour {
        /// Launcher with the welcome text above it.
        PROMPT,
        /// Launcher only.
        LAUNCHER,
        /// Prompt; the window opens when a trigger fires or the visitor clicks.
        PROMPT_THEN_OPEN
    }

    /// When the widget appears or opens by itself (D15 to D19).
    public sealed interface Trigger {
        /// The pointer leaves by the upper edge. Never fires on touch devices.
        record ExitIntent() implements Trigger {}

        /// After this much visible time on the page.
        ///
        /// @param after 1 s to 1 h, whole seconds
        record AfterTime(Duration after) implements Trigger {
            /// @throws IllegalArgumentException if out of range
            public AfterTime {
                Check.range("seconds", after.toSeconds(), 1, 3_600);
                after = Duration.ofSeconds(after.toSeconds());
            }
        }

        /// After this much of the page is scrolled.
        ///
        /// @param percent 1 to 100
        record Scrolled(int percent) implements Trigger {
            /// @throws IllegalArgumentException if out of range
            public Scrolled {
                Check.range("percent", percent, 1, 100);
            }
        }
    }
}
