package parley.protocol.frame;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import parley.protocol.value.MessageText;
import parley.protocol.value.Stream;

/// Makes frames at random from the records themselves, so that a new frame or field cannot be
/// forgotten. Every value is one that the wire can hold.
final class RandomFrames {
    private static final String LETTERS =
            "abc XYZ 0189 äöüß \"\\/<>&'{}[] 漢字 👋 \u202e\u2028\t\n _-.:;,!?";
    private static final int[] CODE_POINTS = LETTERS.codePoints().toArray();

    private final Random random;

    RandomFrames(Random random) {
        this.random = random;
    }

    /// Every record that a sealed interface permits.
    @SuppressWarnings("unchecked")
    static <F> List<Class<? extends F>> typesOf(Class<F> sealed) {
        List<Class<? extends F>> types = new ArrayList<>();
        for (var type : sealed.getPermittedSubclasses()) {
            types.add((Class<? extends F>) type);
        }
        return types;
    }

    /// One frame of the given type.
    <T> T next(Class<T> type) {
        try {
            var components = type.getRecordComponents();
            var values = new Object[components.length];
            var classes = new Class<?>[components.length];
            for (int i = 0; i < components.length; i++) {
                classes[i] = components[i].getType();
                values[i] = value(type, components[i]);
            }
            var constructor = type.getDeclaredConstructor(classes);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (NoSuchMethodException
                | InstantiationException
                | IllegalAccessException
                | InvocationTargetException e) {
            throw new IllegalStateException(type.getName(), e);
        }
    }

    private @Nullable Object value(Class<?> owner, RecordComponent component) {
        boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        if (nullable && random.nextInt(3) == 0) {
            return null;
        }
        return switch (owner.getSimpleName() + "." + component.getName()) {
            case "Sync.limit" -> 1 + random.nextInt(200);
            case "TriggerView.value", "EmailView.afterSeconds" -> random.nextInt(100);
            default -> value(component.getGenericType());
        };
    }

    private Object value(Type type) {
        return switch (type) {
            case ParameterizedType generic -> collection(generic);
            case Class<?> plain -> scalar(plain);
            default -> throw new IllegalStateException(type.getTypeName());
        };
    }

    private Object collection(ParameterizedType type) {
        var arguments = type.getActualTypeArguments();
        int size = random.nextInt(4);
        if (type.getRawType() == List.class) {
            List<Object> list = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                list.add(value(arguments[0]));
            }
            return list;
        }
        Map<Object, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            map.put(key(arguments[0]), value(arguments[1]));
        }
        return map;
    }

    /// A name on the wire has at most 64 bytes.
    private Object key(Type type) {
        return type == String.class ? text(1 + random.nextInt(16)) : value(type);
    }

    private Object scalar(Class<?> type) {
        if (type == String.class) {
            return text(1 + random.nextInt(40));
        }
        if (type == long.class || type == Long.class) {
            return random.nextLong(random.nextBoolean() ? 100 : Fields.MAX_INTEGER + 1);
        }
        if (type == int.class || type == Integer.class) {
            return random.nextInt(random.nextBoolean() ? 100 : Integer.MAX_VALUE);
        }
        if (type == boolean.class) {
            return random.nextBoolean();
        }
        if (type == UUID.class) {
            return new UUID(random.nextLong(), random.nextLong());
        }
        if (type == Instant.class) {
            return Instant.ofEpochSecond(
                    random.nextLong(4_000_000_000L), random.nextInt(1000) * 1000L);
        }
        if (type == MessageText.class) {
            return new MessageText("m" + text(random.nextInt(300)));
        }
        if (type == Stream.class) {
            return random.nextBoolean() ? Stream.PUBLIC : Stream.INTERNAL;
        }
        return type.isEnum()
                ? type.getEnumConstants()[random.nextInt(type.getEnumConstants().length)]
                : next(type);
    }

    private String text(int codePoints) {
        var text = new StringBuilder();
        for (int i = 0; i < codePoints; i++) {
            text.appendCodePoint(CODE_POINTS[random.nextInt(CODE_POINTS.length)]);
        }
        return text.toString();
    }
}
