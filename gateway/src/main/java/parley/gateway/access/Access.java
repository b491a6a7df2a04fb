package parley.gateway.access;

/// The one place that says who may do what (security.md "Authorisation").
public final class Access {
    private Access() {}

    /// The answer to a principal that asks.
    public sealed interface Verdict {}

    /// May.
    public record Allowed() implements Verdict {}

    /// May see that it exists and may not do this.
    ///
    /// @param needs what it takes, for the answer: a role or a permission
    public record Forbidden(String needs) implements Verdict {}

    /// May not even learn that it exists: answer as if it did not.
    public record Hidden() implements Verdict {}

    /// Decides. What belongs to another portal is hidden, and so is an inbox where the principal
    /// does not work; those come first, so that nothing is learnt from the difference.
    public static Verdict authorise(Principal principal, Command command, Resource resource) {
        if (!visible(principal, resource)) {
            return new Hidden();
        }
        if (!principal.role().includes(command.least())) {
            return new Forbidden("role " + command.least().wireName());
        }
        var permission = command.permission();
        if (permission != null && !principal.permissions().contains(permission)) {
            return new Forbidden("permission " + permission.wireName());
        }
        if (command == Command.SET_OWN_STATUS && !isSelf(principal, resource)) {
            return new Forbidden("the agent's own token");
        }
        return new Allowed();
    }

    private static boolean visible(Principal principal, Resource resource) {
        return principal.portal().equals(resource.portal())
                && switch (resource) {
                    case Resource.OfInbox(_, var inbox) -> principal.worksIn(inbox);
                    case Resource.OfPortal _, Resource.OfAgent _ -> true;
                };
    }

    private static boolean isSelf(Principal principal, Resource resource) {
        return resource instanceof Resource.OfAgent(_, var agent)
                && agent.equals(principal.agent());
    }
}
