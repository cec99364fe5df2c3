# Completion of PROGRAM for fish: PROGRAM completion fish

#shape

# Where the cursor stands: the verb, then the number of words after it that are no options. Inside of
# a command of its own: that command, after a line that holds ! alone.
function __PROGRAM_where
    set -l words (commandline -opc)
    set -l verb ''
    set -l place 0
    set -l plain
    set -l skip
    set -l i 1
    for word in $words[2..-1]
        set i (math $i + 1)
        if test -n "$skip"
            set skip
        else if test -z "$plain" -a "$word" = --
            set plain 1
        else if test -z "$plain"; and string match -q -- '-*=*' $word
            continue
        else if test -z "$plain"; and string match -q -- '-?*' $word
            contains -- "$verb $word" $__PROGRAM_values; and set skip 1
        else if test $place = 0; and contains -- (string trim "$verb $word") $__PROGRAM_verbs
            set verb (string trim "$verb $word")
        else if contains -- $verb $__PROGRAM_commands
            printf '%s\n' ! $words[$i..-1]
            return
        else
            set place (math $place + 1)
        end
    end
    printf '%s\n' "$verb" $place
end

# __PROGRAM_at VERB [PLACE [more]]: whether options of that verb, or words for that place, may come.
function __PROGRAM_at
    set -l where (__PROGRAM_where)
    test "$where[1]" != !; and test "$where[1]" = "$argv[1]"; or return
    switch (count $argv)
        case 1
            return 0
        case 2
            test $where[2] = $argv[2]
        case '*'
            test $where[2] -ge $argv[2]
    end
end

# One of the words, = and a file.
function __PROGRAM_word_and_file
    set -l typed (string replace -r -- '^--[^=]*=' '' (commandline -ct))
    if string match -q -- '*=*' $typed
        set -l parts (string split -m 1 = $typed)
        for file in (complete -C "__PROGRAM_no_such_program $parts[2]" | string replace -r '\t.*' '')
            printf '%s=%s\n' $parts[1] $file
        end
    else
        printf '%s=\n' $argv
    end
end

function __PROGRAM_in_command
    set -l where (__PROGRAM_where)
    test "$where[1]" = !
end

# As if the watched command were typed alone.
function __PROGRAM_of_command
    set -l where (__PROGRAM_where)
    complete -C (string join ' ' -- (string escape -- $where[2..-1]) (commandline -ct))
end

function __PROGRAM_starts_command
    set -l where (__PROGRAM_where)
    test "$where[1]" != !; and contains -- "$where[1]" $__PROGRAM_commands
end

function __PROGRAM_first_of_command
    set -l typed (commandline -ct)
    string match -q -- '-*' $typed; or complete -C $typed
end

complete -c PROGRAM -f
complete -c PROGRAM -n __PROGRAM_in_command -a '(__PROGRAM_of_command)'
complete -c PROGRAM -n __PROGRAM_starts_command -a '(__PROGRAM_first_of_command)'
#proposals
