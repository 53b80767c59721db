package main

import (
	"fmt"
	"io/fs"
	"os"
	"time"

	"passage/internal/casework/policy"
)

type policyCmd struct {
	Check policyCheckCmd `cmd:"" help:"Consistent, complete in both languages, dates apart, citations good: exit 0, or 1 and what is wrong."`
	Show  policyShowCmd  `cmd:"" help:"An item as it is in force on a day, with its citations."`
}

// pack is which pack a command is about.
type pack struct {
	Demo    bool     `help:"With the demonstration's invented offices."`
	Overlay []string `help:"Folder of YAML files to lay over the pack; may be given again." type:"existingdir"`
}

func (c pack) load() (*policy.Pack, error) {
	var over []fs.FS
	if c.Demo {
		over = append(over, policy.Demo())
	}
	for _, dir := range c.Overlay {
		over = append(over, os.DirFS(dir))
	}
	return policy.Load(over...)
}

type policyCheckCmd struct {
	pack
	Laws string `help:"Folder with Justice Canada's XML (en/I-2.5.xml, en/SOR-2002-227.xml, fr/I-2.5.xml, fr/DORS-2002-227.xml): each cited provision is looked up in both languages." type:"existingdir"`
}

// Run checks the pack.
func (c *policyCheckCmd) Run(o out) error {
	p, err := c.load()
	if err != nil {
		return err
	}
	var laws *policy.Laws
	if c.Laws != "" {
		if laws, err = policy.ReadLaws(os.DirFS(c.Laws)); err != nil {
			return err
		}
	}
	faults := p.Check(laws)
	for _, f := range faults {
		fmt.Fprintln(o, f)
	}
	looked := "provisions not looked up: no --laws"
	if laws != nil {
		looked = "provisions looked up in both languages"
	}
	fmt.Fprintf(o, "pack %s: %d faults; %s\n", p.Version, len(faults), looked)
	if len(faults) > 0 {
		return quit(1)
	}
	return nil
}

type policyShowCmd struct {
	pack
	ID string `arg:"" help:"As ELG-E9a, X-4, FLD or hrd-2023."`
	On string `help:"Day, as 2023-04-01; today when not given."`
}

// Run shows an item.
func (c *policyShowCmd) Run(o out) error {
	day := policy.Day(c.On)
	if c.On == "" {
		day = policy.DayOf(time.Now())
	}
	if !day.Valid() {
		return fmt.Errorf("%q is not a day, as 2023-04-01", c.On)
	}
	p, err := c.load()
	if err != nil {
		return err
	}
	text, ok := p.Show(c.ID, day)
	if !ok {
		fmt.Fprintf(o, "nothing called %s is in force on %s\n", c.ID, day)
		return quit(1)
	}
	fmt.Fprint(o, text)
	return nil
}
